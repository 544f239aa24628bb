package io.minos.node.differential;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.RangeRequest;

/** Requests that are none: cut off, flipped, followed by something, to a method that is not there. What reads may be harmed anywhere. */
final class RandomBytes {
    private static final String[] UNKNOWN = {"etcdserverpb.KV/Nope", "etcdserverpb.Nope/Range", "nope/nope", "etcdserverpb.KV/range"};

    private final Choice choice;
    private final RandomKv kv;

    RandomBytes(Choice choice, RandomKv kv) {
        this.choice = choice;
        this.kv = kv;
    }

    Step next() {
        return switch (choice.below(7)) {
            case 0 -> new Step.Raw(UNKNOWN[choice.below(UNKNOWN.length)], kv.range().toByteString());
            case 1 -> new Step.Raw("etcdserverpb.KV/Put", cut(kv.put().toByteString()));
            case 2 -> new Step.Raw("etcdserverpb.KV/DeleteRange", kv.delete().toByteString().concat(tail()));
            case 3 -> new Step.Raw("etcdserverpb.Lease/LeaseTimeToLive", cut(ByteString.copyFrom(new byte[] {8, 1, 16, 1})).concat(tail()));
            case 4 -> new Step.Raw(choice.chance(50) ? Methods.WATCH : Methods.KEEP_ALIVE, malformed());
            default -> new Step.Raw("etcdserverpb.KV/Range", flipped(absolute(kv.range()).toByteString()));
        };
    }

    /** Without symbols: nobody resolves them in bytes. */
    private RangeRequest absolute(RangeRequest range) {
        return Symbols.map(range, value -> Math.abs(value) > 1_000_000 ? 0 : value);
    }

    private ByteString cut(ByteString bytes) {
        return bytes.substring(0, choice.below(bytes.size() + 1));
    }

    /** Fields that nobody knows, well formed and not. */
    private ByteString tail() {
        byte[][] tails = {{}, {120, 1}, {(byte) 0xf2, 1, 1, 'x'}, {0, 1}, {123, 124}, {124}, {7}, {(byte) 0xff}, {(byte) 0xfd, 1, 1, 2, 3, 4},
            {(byte) 0xf9, 1, 1, 2, 3}, {123}, {123, 8, 1, 124}};
        return ByteString.copyFrom(tails[choice.below(tails.length)]);
    }

    /** For sure: a stream of messages that can be read would not end. */
    private ByteString malformed() {
        byte[][] bodies = {{0}, {(byte) 0xff}, {0x0d, 1, 2, 3, 4}, {0x0a, 5, 1}, {7}, {0x0a, 2, 0x0a, 1}};
        return ByteString.copyFrom(bodies[choice.below(bodies.length)]);
    }

    private ByteString flipped(ByteString bytes) {
        byte[] flipped = bytes.toByteArray();
        for (int i = choice.below(3); i > 0 && flipped.length > 0; i--) {
            flipped[choice.below(flipped.length)] ^= (byte) (1 << choice.below(8));
        }
        // not in the tail: a group that begins with one number and ends with another is none to Java, and one to Go
        return ByteString.copyFrom(flipped).concat(tail());
    }
}

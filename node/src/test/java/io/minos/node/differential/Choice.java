package io.minos.node.differential;

import com.google.protobuf.ByteString;
import java.util.SplittableRandom;

/** What all random requests are made of. */
final class Choice {
    /** Twelve: of more, Go's sorting (3.4: not stable) would decide which of equals comes first. */
    private static final ByteString[] KEYS = {text("a"), text("aa"), text("ab"), text("b"), text("b\u0000"), text("ba"), text("c"), text("zz"),
        bytes(0), bytes(0xff), bytes(0xff, 0xfe), bytes(0x80, 'x')};
    private static final ByteString[] ENDS = {ByteString.EMPTY, ByteString.EMPTY, ByteString.EMPTY, bytes(0), bytes(0), text("b"), text("c"), text("ab"), text("a"), text("e"),
        text("b\u0000"), bytes(0xff), bytes(0xff, 0xff), bytes(0, 0), text("a\u0000")};
    private static final int HUGE_BYTES = 1_572_864;

    private final SplittableRandom random;

    Choice(long seed) {
        this.random = new SplittableRandom(seed);
    }

    private static ByteString text(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static ByteString bytes(int... bytes) {
        ByteString.Output out = ByteString.newOutput();
        for (int value : bytes) {
            out.write(value);
        }
        return out.toByteString();
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    long oneOf(long... values) {
        return values[random.nextInt(values.length)];
    }

    /** @return the index of one of the weights */
    int weighted(int... weights) {
        int sum = 0;
        for (int weight : weights) {
            sum += weight;
        }
        int point = random.nextInt(sum);
        int index = 0;
        while (point >= weights[index]) {
            point -= weights[index++];
        }
        return index;
    }

    ByteString key() {
        return chance(2) ? ByteString.EMPTY : KEYS[random.nextInt(KEYS.length)];
    }

    ByteString end() {
        return ENDS[random.nextInt(ENDS.length)];
    }

    ByteString value() {
        return random.nextInt(2000) == 0 ? huge() : text(String.valueOf(random.nextInt(6)).repeat(random.nextInt(3)));
    }

    /** Around the largest request and the largest message, but not so near that the length of an id decides. */
    private ByteString huge() {
        int size = (int) oneOf(HUGE_BYTES - 4096, HUGE_BYTES + 4096, HUGE_BYTES + (512 << 10) + 4096);
        return ByteString.copyFrom(new byte[size]);
    }

    long explicitLease() {
        return chance(4) ? oneOf(-7, Long.MAX_VALUE) : 1 + random.nextInt(5);
    }

    long lease() {
        return chance(15) ? Symbols.CHOSEN_LEASE + random.nextInt(50) : explicitLease();
    }

    /** Of the past, the present, the future, compacted, and none at all. */
    long revision() {
        return switch (random.nextInt(14)) {
            case 0 -> Symbols.CURRENT + 1 + random.nextInt(3);
            case 1 -> Symbols.COMPACTED;
            case 2 -> Symbols.COMPACTED - 1;
            case 3 -> Symbols.COMPACTED + 1;
            case 4 -> Symbols.CURRENT;
            case 5 -> oneOf(0, 1, 2);
            case 6 -> oneOf(-1, -2, Long.MIN_VALUE, Long.MAX_VALUE);
            default -> Symbols.CURRENT - random.nextInt(30);
        };
    }
}

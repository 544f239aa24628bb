package io.minos.node.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.Compare;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.Permission.Type;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.TxnRequest;
import io.minos.node.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The rules against a judge that knows but single keys: a range is the keys in it, a transaction the list of its parts. */
class AccessPropertyTest {
    /** What ranges are drawn from. */
    private static final List<ByteString> KEYS = keys();

    @Property(tries = 2_000)
    void a_set_covers_a_range_if_it_holds_all_its_keys(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<KeyRange> permitted = ranges(random, random.nextInt(5));
        KeySet set = new KeySet(permitted);
        KeyRange asked = range(random);
        if (asked.isEmpty()) {
            return;
        }
        boolean holdsAll = everyKey(asked).stream().allMatch(key -> permitted.stream().anyMatch(range -> range.contains(key)));
        assertThat(set.covers(asked)).as("%s of %s", asked, permitted).isEqualTo(holdsAll);
    }

    @Property(tries = 2_000)
    void a_nested_transaction_never_lets_through_what_its_parts_would_not(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        AuthState auth = AuthState.restore(true, 1, List.of(AccessTest.user("u", "r")), List.of(AccessTest.role("r",
                AccessTest.permission(Type.READWRITE, "a", "c"), AccessTest.permission(Type.READ, "c", "d"), AccessTest.permission(Type.WRITE, "d", ""))));
        Access user = new Access(auth, new Identity("u", 1));
        Access.LeasedKeys leases = lease -> lease == 0 ? List.of() : List.of(KEYS.get((int) lease % KEYS.size()));
        TxnRequest txn = txn(random, 3);
        boolean partsMay = parts(txn).stream().allMatch(part -> may(user, part, leases));
        assertThat(user.txn(txn, leases).isEmpty()).as("%s", txn).isEqualTo(partsMay);
    }

    /** Every key that may begin or end a range, one right after each, and one beyond them all: a gap anywhere has a key in it. */
    private static List<ByteString> everyKey(KeyRange range) {
        List<ByteString> probes = new ArrayList<>(KEYS);
        KEYS.forEach(key -> probes.add(key.concat(ByteString.copyFrom(new byte[1]))));
        probes.add(ByteString.copyFromUtf8("z"));
        return probes.stream().filter(range::contains).toList();
    }

    /** Each alone, as the request it would be outside of any transaction. */
    private static List<Object> parts(TxnRequest txn) {
        List<Object> parts = new ArrayList<>();
        txn.getCompareList().forEach(compare -> parts.add(RangeRequest.newBuilder().setKey(compare.getKey()).setRangeEnd(compare.getRangeEnd()).build()));
        List<RequestOp> operations = new ArrayList<>(txn.getSuccessList());
        operations.addAll(txn.getFailureList());
        for (RequestOp operation : operations) {
            switch (operation.getRequestCase()) {
                case REQUEST_TXN -> parts.addAll(parts(operation.getRequestTxn()));
                case REQUEST_PUT -> parts.add(operation.getRequestPut());
                case REQUEST_RANGE -> parts.add(operation.getRequestRange());
                case REQUEST_DELETE_RANGE -> parts.add(operation.getRequestDeleteRange());
                case REQUEST_NOT_SET -> { }
            }
        }
        return parts;
    }

    private static boolean may(Access user, Object part, Access.LeasedKeys leases) {
        if (part instanceof PutRequest put) {
            return user.put(put, leases).isEmpty();
        }
        return part instanceof RangeRequest range ? user.range(range).isEmpty() : user.deleteRange((DeleteRangeRequest) part).isEmpty();
    }

    private static TxnRequest txn(SplittableRandom random, int depth) {
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        for (int i = random.nextInt(2); i > 0; i--) {
            txn.addCompare(Compare.newBuilder().setKey(likelyKey(random)));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            txn.addSuccess(operation(random, depth));
        }
        for (int i = random.nextInt(2); i > 0; i--) {
            txn.addFailure(operation(random, depth));
        }
        return txn.build();
    }

    private static RequestOp operation(SplittableRandom random, int depth) {
        ByteString key = likelyKey(random);
        return switch (random.nextInt(depth == 0 ? 3 : 4)) {
            case 0 -> RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(key)).build();
            case 1 -> RequestOp.newBuilder().setRequestPut(PutRequest.newBuilder().setKey(key).setPrevKv(random.nextInt(4) == 0)
                    .setLease(random.nextInt(4) == 0 ? random.nextInt(KEYS.size()) : 0)).build();
            case 2 -> RequestOp.newBuilder().setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key).setPrevKv(random.nextInt(4) == 0)).build();
            default -> RequestOp.newBuilder().setRequestTxn(txn(random, depth - 1)).build();
        };
    }

    /** Mostly one that may be read and written: else no transaction of several parts would ever be allowed. */
    private static ByteString likelyKey(SplittableRandom random) {
        return random.nextInt(8) == 0 ? key(random) : ByteString.copyFromUtf8(random.nextBoolean() ? "a" : "b");
    }

    private static ByteString key(SplittableRandom random) {
        return KEYS.get(random.nextInt(KEYS.size()));
    }

    private static List<KeyRange> ranges(SplittableRandom random, int count) {
        List<KeyRange> ranges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ranges.add(range(random));
        }
        return ranges;
    }

    private static KeyRange range(SplittableRandom random) {
        ByteString end = switch (random.nextInt(4)) {
            case 0 -> ByteString.EMPTY;
            case 1 -> ByteString.copyFrom(new byte[1]);
            default -> key(random);
        };
        return KeyRange.of(key(random), end);
    }

    private static List<ByteString> keys() {
        List<ByteString> keys = new ArrayList<>();
        for (char first = 'a'; first <= 'f'; first++) {
            keys.add(ByteString.copyFromUtf8("" + first));
            keys.add(ByteString.copyFromUtf8(first + "\0"));
            keys.add(ByteString.copyFromUtf8(first + "m"));
        }
        return List.copyOf(keys);
    }
}

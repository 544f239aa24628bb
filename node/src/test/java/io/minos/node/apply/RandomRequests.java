package io.minos.node.apply;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.minos.etcd.api.Compare;
import io.minos.etcd.api.CompactionRequest;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.HashKVRequest;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.LeaseRevokeRequest;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.TxnRequest;
import java.util.SplittableRandom;

/** Requests, valid and invalid, on few keys, so that they meet. One seed gives one sequence. */
public final class RandomRequests {
    private static final String[] KEYS = {"a", "aa", "ab", "b", "b\u0000", "ba", "c", "d"};
    private static final String[] ENDS = {"", "", "", "\u0000", "b", "c", "ab", "a", "e", "b\u0000"};

    private final SplittableRandom random;

    public RandomRequests(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** @param revision the store's, @param compacted its compact revision: revisions are drawn around both */
    public Message next(long revision, long compacted) {
        int kind = random.nextInt(100);
        if (kind < 30) {
            return put();
        } else if (kind < 45) {
            return range(revision, compacted);
        } else if (kind < 55) {
            return delete();
        } else if (kind < 80) {
            return txn(revision, compacted, 0);
        } else if (kind < 84) {
            return CompactionRequest.newBuilder().setRevision(someRevision(revision, compacted)).setPhysical(true).build();
        } else if (kind < 90) {
            return LeaseGrantRequest.newBuilder().setID(lease()).setTTL(chance(5) ? 9_000_000_001L : 1000 + random.nextInt(10)).build();
        } else if (kind < 94) {
            return LeaseRevokeRequest.newBuilder().setID(lease()).build();
        }
        // of a negative revision etcd answers the hash of nothing
        return HashKVRequest.newBuilder().setRevision(Math.max(0, someRevision(revision, compacted))).build();
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private long lease() {
        return 1 + random.nextInt(4);
    }

    private ByteString key() {
        return chance(2) ? ByteString.EMPTY : ByteString.copyFromUtf8(KEYS[random.nextInt(KEYS.length)]);
    }

    private ByteString end() {
        return ByteString.copyFromUtf8(ENDS[random.nextInt(ENDS.length)]);
    }

    private ByteString value() {
        return ByteString.copyFromUtf8(String.valueOf(random.nextInt(6)));
    }

    private long someRevision(long revision, long compacted) {
        return switch (random.nextInt(12)) {
            case 0 -> revision + 1 + random.nextInt(3);
            case 1 -> compacted;
            case 2 -> compacted - 1;
            case 3 -> compacted + 1;
            case 4 -> revision;
            case 5 -> 0;
            case 6 -> -1 - random.nextInt(3);
            default -> Math.max(1, compacted) + random.nextLong(Math.max(1, revision - Math.max(1, compacted)) + 1);
        };
    }

    private PutRequest put() {
        PutRequest.Builder put = PutRequest.newBuilder().setKey(key()).setPrevKv(chance(30));
        if (chance(10)) {
            put.setIgnoreValue(true);
        }
        if (!put.getIgnoreValue() || chance(10)) {
            put.setValue(value());
        }
        if (chance(25)) {
            put.setLease(lease());
        }
        if (chance(10)) {
            put.setIgnoreLease(true);
            if (chance(80)) {
                put.setLease(0);
            }
        }
        return put.build();
    }

    private DeleteRangeRequest delete() {
        return DeleteRangeRequest.newBuilder().setKey(key()).setRangeEnd(end()).setPrevKv(chance(50)).build();
    }

    private RangeRequest range(long revision, long compacted) {
        RangeRequest.Builder range = RangeRequest.newBuilder().setKey(key()).setRangeEnd(end());
        if (chance(40)) {
            range.setRevision(someRevision(revision, compacted));
        }
        if (chance(30)) {
            range.setLimit(random.nextInt(4) - 1);
        }
        if (chance(30)) {
            range.setSortOrderValue(random.nextInt(3)).setSortTargetValue(random.nextInt(5));
        }
        if (chance(25)) {
            range.setMinModRevision(random.nextInt(3) * revision / 3).setMaxModRevision(random.nextInt(3) * revision / 2);
        }
        if (chance(15)) {
            range.setMinCreateRevision(random.nextInt(3) * revision / 3).setMaxCreateRevision(random.nextInt(3) * revision / 2);
        }
        return range.setSerializable(chance(30)).setKeysOnly(chance(15)).setCountOnly(chance(15)).build();
    }

    private TxnRequest txn(long revision, long compacted, int depth) {
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            txn.addCompare(compare(revision));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            txn.addSuccess(operation(revision, compacted, depth));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            txn.addFailure(operation(revision, compacted, depth));
        }
        return txn.build();
    }

    private RequestOp operation(long revision, long compacted, int depth) {
        RequestOp.Builder operation = RequestOp.newBuilder();
        int kind = random.nextInt(100);
        if (kind < 45) {
            // one with a lease or an ignore that makes the whole fail is rarer here: most transactions should go through
            return operation.setRequestPut(chance(70) ? PutRequest.newBuilder().setKey(key()).setValue(value()).build() : put()).build();
        } else if (kind < 65) {
            RangeRequest range = range(revision, compacted);
            return operation.setRequestRange(chance(70) ? range.toBuilder().setRevision(0).build() : range).build();
        } else if (kind < 80) {
            // Deleting all from a key on and then putting with ignore_value makes etcd 3.4 panic: no such transactions here.
            DeleteRangeRequest delete = delete();
            boolean endless = delete.getRangeEnd().equals(ByteString.copyFromUtf8("\u0000"));
            return operation.setRequestDeleteRange(endless ? delete.toBuilder().clearRangeEnd().build() : delete).build();
        } else if (kind < 98 && depth < 2) {
            return operation.setRequestTxn(txn(revision, compacted, depth + 1)).build();
        }
        return operation.build();
    }

    private Compare compare(long revision) {
        Compare.Builder compare = Compare.newBuilder().setKey(key()).setResultValue(random.nextInt(4));
        if (chance(20)) {
            compare.setRangeEnd(end());
        }
        long near = Math.max(0, revision - random.nextInt(6));
        return switch (random.nextInt(5)) {
            case 0 -> compare.setTarget(Compare.CompareTarget.VERSION).setVersion(random.nextInt(4)).build();
            case 1 -> compare.setTarget(Compare.CompareTarget.CREATE).setCreateRevision(chance(50) ? 0 : near).build();
            case 2 -> compare.setTarget(Compare.CompareTarget.MOD).setModRevision(chance(30) ? 0 : near).build();
            case 3 -> compare.setTarget(Compare.CompareTarget.VALUE).setValue(value()).build();
            default -> compare.setTarget(Compare.CompareTarget.LEASE).setLease(random.nextInt(4)).build();
        };
    }
}

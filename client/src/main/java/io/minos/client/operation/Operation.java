package io.minos.client.operation;

import io.minos.checker.history.Action;
import io.minos.checker.history.F;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One operation of a client, as the history describes it ({@link F}). Keys and values are strings. */
public sealed interface Operation
        permits Operation.Read, Operation.Write, Operation.Delete, Operation.Cas, Operation.Txn, Operation.Range, Operation.Add, Operation.Members, Operation.FinalRead, Operation.Compact, Operation.ReadAt, Operation.Administration,
                LeaseOperation, LockOperation {
    /** Its name in the history. */
    String f();

    /** As the history tells it while it has no answer. */
    Action asked();

    /** Whether it changes nothing, so that any error means that nothing happened. */
    default boolean readOnly() {
        return false;
    }

    record Read(String key, boolean serializable) implements Operation {
        public Read(String key) {
            this(key, false);
        }

        @Override
        public String f() {
            return F.READ;
        }

        @Override
        public Action asked() {
            return new Action.Read(key, serializable, null);
        }

        @Override
        public boolean readOnly() {
            return true;
        }
    }

    record Write(String key, String value) implements Operation {
        @Override
        public String f() {
            return F.WRITE;
        }

        @Override
        public Action asked() {
            return new Action.Write(key, value, null);
        }
    }

    record Delete(String key) implements Operation {
        @Override
        public String f() {
            return F.DELETE;
        }

        @Override
        public Action asked() {
            return new Action.Delete(key, null, null);
        }
    }

    /** @param expect the value that must be there; null: the key must be absent */
    record Cas(String key, @Nullable String expect, String value) implements Operation {
        @Override
        public String f() {
            return F.CAS;
        }

        @Override
        public Action asked() {
            return new Action.Cas(key, expect, value, null, null);
        }
    }

    /** All or nothing, in the order given, each seeing the writes before it. etcd forbids two writes of one key in one transaction. */
    record Txn(List<MicroOp> ops) implements Operation {
        public Txn {
            ops = List.copyOf(ops);
            Set<String> written = new HashSet<>();
            for (MicroOp op : ops) {
                if (!(op instanceof MicroOp.Read) && !written.add(op.key())) {
                    throw new IllegalArgumentException("two writes of " + op.key() + " in one transaction");
                }
            }
        }

        @Override
        public String f() {
            return F.TXN;
        }

        @Override
        public Action asked() {
            return new Action.Txn(ops.stream().map(MicroOp::asked).toList());
        }

        @Override
        public boolean readOnly() {
            return ops.stream().allMatch(MicroOp.Read.class::isInstance);
        }
    }

    /** A part of a transaction. */
    sealed interface MicroOp {
        String key();

        Action.Micro asked();

        record Read(String key) implements MicroOp {
            @Override
            public Action.Micro asked() {
                return new Action.Micro.Read(key, null);
            }
        }

        record Write(String key, String value) implements MicroOp {
            @Override
            public Action.Micro asked() {
                return new Action.Micro.Write(key, value);
            }
        }

        record Delete(String key) implements MicroOp {
            @Override
            public Action.Micro asked() {
                return new Action.Micro.Delete(key);
            }
        }
    }

    record Range(String prefix) implements Operation {
        @Override
        public String f() {
            return F.RANGE;
        }

        @Override
        public Action asked() {
            return new Action.Range(prefix, false);
        }

        @Override
        public boolean readOnly() {
            return true;
        }
    }

    /** A set's element: a key of its own, written once. */
    record Add(String key, String value) implements Operation {
        @Override
        public String f() {
            return F.ADD;
        }

        @Override
        public Action asked() {
            return new Action.Write(key, value, null);
        }
    }

    record Members(String prefix) implements Operation {
        @Override
        public String f() {
            return F.MEMBERS;
        }

        @Override
        public Action asked() {
            return new Action.Range(prefix, false);
        }

        @Override
        public boolean readOnly() {
            return true;
        }
    }

    record FinalRead(String prefix, boolean serializable) implements Operation {
        @Override
        public String f() {
            return F.FINAL_READ;
        }

        @Override
        public Action asked() {
            return new Action.Range(prefix, serializable);
        }

        @Override
        public boolean readOnly() {
            return true;
        }
    }

    record Compact(long revision) implements Operation {
        public Compact {
            if (revision < 1) {
                throw new IllegalArgumentException("revision must be positive: " + revision);
            }
        }

        @Override
        public String f() {
            return F.COMPACT;
        }

        @Override
        public Action asked() {
            return new Action.Compact(revision);
        }
    }

    /** The key as it was at an old revision. */
    record ReadAt(String key, long revision, boolean serializable) implements Operation {
        public ReadAt {
            if (revision < 1) {
                throw new IllegalArgumentException("revision must be positive: " + revision);
            }
        }

        @Override
        public String f() {
            return F.READ_AT;
        }

        @Override
        public Action asked() {
            return new Action.ReadAt(key, revision, serializable, null);
        }

        @Override
        public boolean readOnly() {
            return true;
        }
    }

    /** What operators ask of the cluster, apart from its keys. */
    sealed interface Administration extends Operation {
        record MemberList() implements Administration {
            @Override
            public String f() {
                return F.MEMBER_LIST;
            }

            @Override
            public Action asked() {
                return new Action.Administration.MemberList(null);
            }
        }

        /** @param peerUrl of the new member, where nobody has to listen yet */
        record MemberAdd(String peerUrl, boolean learner) implements Administration {
            @Override
            public String f() {
                return F.MEMBER_ADD;
            }

            @Override
            public Action asked() {
                return new Action.Administration.MemberAdd(learner, null);
            }
        }

        /** @param id in hex */
        record MemberRemove(String id) implements Administration {
            @Override
            public String f() {
                return F.MEMBER_REMOVE;
            }

            @Override
            public Action asked() {
                return new Action.Administration.MemberRemove(id);
            }
        }

        /** @param id in hex */
        record MemberPromote(String id) implements Administration {
            @Override
            public String f() {
                return F.MEMBER_PROMOTE;
            }

            @Override
            public Action asked() {
                return new Action.Administration.MemberPromote(id);
            }
        }

        record Alarms() implements Administration {
            @Override
            public String f() {
                return F.ALARMS;
            }

            @Override
            public Action asked() {
                return new Action.Administration.Alarms(null);
            }
        }

        record Disarm(Action.Alarm alarm) implements Administration {
            @Override
            public String f() {
                return F.DISARM;
            }

            @Override
            public Action asked() {
                return new Action.Administration.Disarm(alarm);
            }
        }

        record Defragment() implements Administration {
            @Override
            public String f() {
                return F.DEFRAGMENT;
            }

            @Override
            public Action asked() {
                return new Action.Administration.Defragment();
            }
        }

        record Leases() implements Administration {
            @Override
            public String f() {
                return F.LEASES;
            }

            @Override
            public Action asked() {
                return new Action.Administration.Leases(null);
            }
        }
    }
}

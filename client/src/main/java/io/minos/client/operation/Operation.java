package io.minos.client.operation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minos.checker.history.F;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One operation of a client, as the history describes it ({@link F}). Keys and values are strings. */
public sealed interface Operation {
    /** Its name in the history. */
    String f();

    /** The invocation's value in the history; a new node each time. */
    ObjectNode arguments();

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
        public ObjectNode arguments() {
            return markSerializable(object().put("key", key), serializable);
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
        public ObjectNode arguments() {
            return object().put("key", key).put("value", value);
        }
    }

    record Delete(String key) implements Operation {
        @Override
        public String f() {
            return F.DELETE;
        }

        @Override
        public ObjectNode arguments() {
            return object().put("key", key);
        }
    }

    /** @param expect the value that must be there; null: the key must be absent */
    record Cas(String key, @Nullable String expect, String value) implements Operation {
        @Override
        public String f() {
            return F.CAS;
        }

        @Override
        public ObjectNode arguments() {
            return object().put("key", key).put("expect", expect).put("value", value);
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
        public ObjectNode arguments() {
            ObjectNode value = object();
            var array = value.putArray("ops");
            ops.forEach(op -> array.addArray().add(op.f()).add(op.key()).add(op.written()));
            return value;
        }

        @Override
        public boolean readOnly() {
            return ops.stream().allMatch(MicroOp.Read.class::isInstance);
        }
    }

    /** A part of a transaction. */
    sealed interface MicroOp {
        String f();

        String key();

        default @Nullable String written() {
            return null;
        }

        record Read(String key) implements MicroOp {
            @Override
            public String f() {
                return "r";
            }
        }

        record Write(String key, String value) implements MicroOp {
            @Override
            public String f() {
                return "w";
            }

            @Override
            public String written() {
                return value;
            }
        }

        record Delete(String key) implements MicroOp {
            @Override
            public String f() {
                return "d";
            }
        }
    }

    record Range(String prefix) implements Operation {
        @Override
        public String f() {
            return F.RANGE;
        }

        @Override
        public ObjectNode arguments() {
            return object().put("prefix", prefix);
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
        public ObjectNode arguments() {
            return object().put("key", key).put("value", value);
        }
    }

    record Members(String prefix) implements Operation {
        @Override
        public String f() {
            return F.MEMBERS;
        }

        @Override
        public ObjectNode arguments() {
            return object().put("prefix", prefix);
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
        public ObjectNode arguments() {
            return object().put("prefix", prefix).put("serializable", serializable);
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
        public ObjectNode arguments() {
            return object().put("revision", revision);
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ObjectNode markSerializable(ObjectNode value, boolean serializable) {
        return serializable ? value.put("serializable", true) : value;
    }
}

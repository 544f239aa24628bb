package io.minos.checker.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the events of one history say, typed: as {@link F} describes it where it is JSON. For one thread. */
public final class Values {
    private final KnownKvs known = new KnownKvs();

    /** @param completion the ok completion, whose value adds the answers to the arguments; null when there is none */
    public Action action(Event invocation, @Nullable Event completion) {
        // An answer repeats the arguments, as a rule: then it is the whole.
        if (completion != null && completion.said() instanceof Action answered) return answered;
        if (completion == null && invocation.said() instanceof Action asked) return asked;
        JsonNode value = whole(invocation.value(), completion == null ? null : completion.value());
        boolean answered = completion != null;
        return switch (invocation.f()) {
            case F.READ -> new Action.Read(text(invocation, value, "key"), value.path("serializable").asBoolean(), answered ? seen(invocation, value, "kv") : null);
            case F.WRITE, F.ADD -> new Action.Write(text(invocation, value, "key"), text(invocation, value, "value"), answered ? seen(invocation, value, "prev") : null);
            case F.DELETE -> new Action.Delete(text(invocation, value, "key"), answered && value.has("deleted") ? (Long) value.get("deleted").asLong() : null, answered ? seen(invocation, value, "prev") : null);
            case F.CAS -> new Action.Cas(text(invocation, value, "key"), nullableText(value.path("expect")), text(invocation, value, "value"),
                    answered && value.has("succeeded") ? (Boolean) value.get("succeeded").asBoolean() : null, answered ? seen(invocation, value, "kv") : null);
            case F.TXN -> new Action.Txn(micros(invocation, value, answered));
            case F.RANGE, F.MEMBERS, F.FINAL_READ -> new Action.Range(text(invocation, value, "prefix"), value.path("serializable").asBoolean(), answered ? kvs(invocation, value) : null, value.path("count").asLong());
            case F.LEASE_GRANT -> new LeaseAction.Grant(value.path("lease").asLong(), value.path("ttl").asLong(), answered ? value.path("granted").asLong() : 0);
            case F.LEASE_KEEP_ALIVE -> new LeaseAction.KeepAlive(value.path("lease").asLong(), answered && value.has("ttl") ? (Long) value.get("ttl").asLong() : null);
            case F.LEASE_REVOKE -> new LeaseAction.Revoke(value.path("lease").asLong());
            case F.LEASE_PUT -> new LeaseAction.Put(value.path("lease").asLong(), text(invocation, value, "key"), value.path("value").asText());
            case F.LOCK_TRY, F.LOCK_RELEASE, F.GUARDED_READ, F.GUARDED_WRITE -> lock(invocation, value, answered);
            case F.READ_AT -> new Action.ReadAt(text(invocation, value, "key"), value.path("revision").asLong(), value.path("serializable").asBoolean(), answered ? seen(invocation, value, "kv") : null);
            case F.COMPACT -> new Action.Compact(value.path("revision").asLong());
            case F.WATCH -> new Action.Watch(value.path("watch").asText(), text(invocation, value, "prefix"), value.path("startRevision").asLong(), value.path("prevKv").asBoolean());
            default -> administration(invocation, value, answered);
        };
    }

    private static Action administration(Event invocation, JsonNode value, boolean answered) {
        return switch (invocation.f()) {
            case F.MEMBER_LIST -> new Action.Administration.MemberList(answered ? list(value.path("members"), one -> new Action.Member(text(invocation, one, "id"), one.path("learner").asBoolean())) : null);
            case F.MEMBER_ADD -> new Action.Administration.MemberAdd(value.path("learner").asBoolean(), answered ? nullableText(value.path("id")) : null);
            case F.MEMBER_REMOVE -> new Action.Administration.MemberRemove(text(invocation, value, "id"));
            case F.MEMBER_PROMOTE -> new Action.Administration.MemberPromote(text(invocation, value, "id"));
            case F.ALARMS -> new Action.Administration.Alarms(answered ? list(value.path("alarms"), one -> alarm(invocation, one)) : null);
            case F.DISARM -> new Action.Administration.Disarm(alarm(invocation, value));
            case F.DEFRAGMENT -> new Action.Administration.Defragment();
            case F.LEASES -> new Action.Administration.Leases(answered ? list(value.path("leases"), JsonNode::asText) : null);
            default -> new Action.Other(value);
        };
    }

    private Action lock(Event event, JsonNode value, boolean answered) {
        String key = text(event, value, "key");
        return switch (event.f()) {
            case F.LOCK_TRY -> new LockAction.Try(text(event, value, "lock"), key, value.path("lease").asLong(), answered && value.path("entered").asBoolean(),
                    answered ? value.path("create").asLong() : 0, answered ? seen(event, value, "owner") : null);
            case F.LOCK_RELEASE -> new LockAction.Release(key, answered && value.has("deleted") ? (Long) value.get("deleted").asLong() : null);
            case F.GUARDED_READ -> new LockAction.GuardedRead(key, text(event, value, "holder"), answered ? seen(event, value, "kv") : null);
            default -> new LockAction.GuardedWrite(key, text(event, value, "value"), text(event, value, "holder"), value.path("create").asLong(), value.path("fenced").asBoolean(),
                    answered && value.has("succeeded") ? (Boolean) value.get("succeeded").asBoolean() : null, answered ? seen(event, value, "prev") : null);
        };
    }

    private static Action.Alarm alarm(Event event, JsonNode node) {
        return new Action.Alarm(text(event, node, "kind"), text(event, node, "member"));
    }

    private static <T> List<T> list(JsonNode array, Function<JsonNode, T> one) {
        List<T> all = new ArrayList<>();
        for (JsonNode node : array) all.add(one.apply(node));
        return all;
    }

    private static JsonNode whole(@Nullable JsonNode arguments, @Nullable JsonNode answers) {
        JsonNode given = arguments == null ? MissingNode.getInstance() : arguments;
        if (answers == null) return given;
        if (!(given instanceof ObjectNode object) || !(answers instanceof ObjectNode more) || repeats(object, more)) return answers;
        ObjectNode both = JsonNodeFactory.instance.objectNode();
        both.setAll(object);
        both.setAll(more);
        return both;
    }

    private static boolean repeats(ObjectNode arguments, ObjectNode answers) {
        for (Iterator<String> names = arguments.fieldNames(); names.hasNext(); ) if (!answers.has(names.next())) return false;
        return true;
    }

    WatchStream.Response response(Event event) {
        WatchStream.Message message = message(event);
        return new WatchStream.Response(event.index(), event.timeNanos(), message.revision(), message.created(), message.canceled(), message.compactRevision(), message.progress(), message.events());
    }

    /** @param event of f {@code watch-response} */
    public WatchStream.Message message(Event event) {
        if (event.said() instanceof WatchStream.Message typed) return typed;
        JsonNode value = event.value() == null ? MissingNode.getInstance() : event.value();
        List<WatchStream.WatchEvent> events = new ArrayList<>();
        for (JsonNode one : value.path("events")) {
            JsonNode prev = one.path("prev");
            events.add(new WatchStream.WatchEvent(one.path("type").asText().equals("delete"), kv(event, one.path("kv")), prev.isObject() ? kv(event, prev) : null));
        }
        return new WatchStream.Message(value.path("watch").asText(), value.path("revision").asLong(), value.path("created").asBoolean(), value.path("canceled").asBoolean(),
                value.path("compactRevision").asLong(), value.path("cancelReason").asText(), value.path("progress").asBoolean(), events);
    }

    private List<Action.Micro> micros(Event event, JsonNode value, boolean answered) {
        List<Action.Micro> micros = new ArrayList<>();
        for (JsonNode op : value.path("ops")) {
            String key = op.path(1).asText();
            JsonNode third = op.path(2);
            switch (op.path(0).asText()) {
                case "r" -> micros.add(new Action.Micro.Read(key, answered ? read(key, third, op.path(3).asLong()) : null));
                case "w" -> micros.add(new Action.Micro.Write(key, third.asText()));
                case "d" -> micros.add(new Action.Micro.Delete(key));
                default -> throw misshapen(event, "\"ops\" has " + op);
            }
        }
        if (micros.isEmpty()) throw misshapen(event, "no \"ops\"");
        return micros;
    }

    private Seen read(String key, JsonNode value, long mod) {
        return value.isNull() || value.isMissingNode() ? Seen.MISSING : new Seen(new Kv(key, value.asText(), 0, mod, 0, 0));
    }

    private List<Kv> kvs(Event event, JsonNode value) {
        if (!value.path("kvs").isArray()) throw misshapen(event, "no \"kvs\" in the answer");
        List<Kv> kvs = new ArrayList<>();
        for (JsonNode kv : value.path("kvs")) kvs.add(kv(event, kv));
        return kvs;
    }

    /** Absent: nothing was said. Null: the key was missing. */
    private @Nullable Seen seen(Event event, JsonNode value, String field) {
        JsonNode node = value.path(field);
        if (node.isMissingNode()) return null;
        return node.isNull() ? Seen.MISSING : new Seen(kv(event, node));
    }

    private Kv kv(Event event, JsonNode node) {
        return known.of(new Kv(text(event, node, "key"), node.path("value").asText(""), node.path("create").asLong(), node.path("mod").asLong(), node.path("version").asLong(), node.path("lease").asLong()));
    }

    private static String text(Event event, JsonNode node, String field) {
        JsonNode text = node.path(field);
        if (text.isMissingNode() || text.isNull()) throw misshapen(event, "no \"" + field + "\"");
        return text.asText();
    }

    private static @Nullable String nullableText(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? null : node.asText();
    }

    private static HarnessFailure misshapen(Event event, String what) {
        return new HarnessFailure("Event #" + event.index() + " (" + event.f() + ") has a value of the wrong shape: " + what + ".");
    }
}

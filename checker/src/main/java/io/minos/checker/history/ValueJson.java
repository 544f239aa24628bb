package io.minos.checker.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Writes the events' values as {@link F} describes them, field by field in its order; {@link Values} reads them. */
final class ValueJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ValueJson() {}

    static JsonNode of(String f, Value value) {
        if (value instanceof Value.Json json) return json.node();
        if (value instanceof WatchStream.Message message) return message(message);
        return action(f, (Action) value);
    }

    private static JsonNode action(String f, Action action) {
        if (action instanceof Action.Other other) return other.value();
        ObjectNode json = JSON.objectNode();
        if (action instanceof Action.Read read) {
            json.put("key", read.key());
            if (read.serializable()) json.put("serializable", true);
            seen(json, "kv", read.seen());
        } else if (action instanceof Action.Write write) {
            json.put("key", write.key()).put("value", write.value());
            seen(json, "prev", write.prev());
        } else if (action instanceof Action.Delete delete) {
            json.put("key", delete.key());
            if (delete.deleted() != null) json.put("deleted", delete.deleted());
            seen(json, "prev", delete.prev());
        } else if (action instanceof Action.Cas cas) {
            json.put("key", cas.key()).put("expect", cas.expect()).put("value", cas.value());
            if (cas.succeeded() != null) json.put("succeeded", cas.succeeded());
            seen(json, "kv", cas.seen());
        } else if (action instanceof Action.Txn txn) {
            ArrayNode ops = json.putArray("ops");
            for (Action.Micro micro : txn.micros()) micro(ops.addArray(), micro);
        } else if (action instanceof Action.Range range) {
            range(json, f, range);
        } else if (action instanceof LeaseAction lease) {
            lease(json, lease);
        } else if (action instanceof LockAction lock) {
            lock(json, lock);
        } else if (action instanceof Action.Compact compact) {
            json.put("revision", compact.revision());
        } else if (action instanceof Action.ReadAt read) {
            json.put("key", read.key()).put("revision", read.revision());
            if (read.serializable()) json.put("serializable", true);
            seen(json, "kv", read.seen());
        } else if (action instanceof Action.Administration administration) {
            administration(json, administration);
        } else if (action instanceof Action.Watch watch) {
            json.put("watch", watch.watch()).put("prefix", watch.prefix()).put("startRevision", watch.startRevision()).put("prevKv", watch.prevKv());
        }
        return json;
    }

    private static void administration(ObjectNode json, Action.Administration action) {
        if (action instanceof Action.Administration.MemberList list && list.members() != null) {
            ArrayNode members = json.putArray("members");
            for (Action.Member member : list.members()) {
                ObjectNode one = members.addObject().put("id", member.id());
                if (member.learner()) one.put("learner", true);
            }
        } else if (action instanceof Action.Administration.MemberAdd add) {
            json.put("learner", add.learner());
            if (add.id() != null) json.put("id", add.id());
        } else if (action instanceof Action.Administration.MemberRemove remove) {
            json.put("id", remove.id());
        } else if (action instanceof Action.Administration.MemberPromote promote) {
            json.put("id", promote.id());
        } else if (action instanceof Action.Administration.Alarms alarms && alarms.alarms() != null) {
            ArrayNode raised = json.putArray("alarms");
            for (Action.Alarm alarm : alarms.alarms()) raised.addObject().put("kind", alarm.kind()).put("member", alarm.member());
        } else if (action instanceof Action.Administration.Disarm disarm) {
            json.put("kind", disarm.alarm().kind()).put("member", disarm.alarm().member());
        } else if (action instanceof Action.Administration.Leases leases && leases.ids() != null) {
            leases.ids().forEach(json.putArray("leases")::add);
        }
    }

    private static void range(ObjectNode json, String f, Action.Range range) {
        json.put("prefix", range.prefix());
        if (range.serializable() || f.equals(F.FINAL_READ)) json.put("serializable", range.serializable());
        if (range.kvs() == null) return;
        ArrayNode kvs = json.putArray("kvs");
        for (Kv kv : range.kvs()) kvs.add(kv(kv));
        json.put("count", range.count());
    }

    private static void lease(ObjectNode json, LeaseAction action) {
        json.put("lease", action.lease());
        if (action instanceof LeaseAction.Grant grant) {
            json.put("ttl", grant.ttl());
            if (grant.granted() != 0) json.put("granted", grant.granted());
        } else if (action instanceof LeaseAction.KeepAlive alive && alive.ttl() != null) {
            json.put("ttl", alive.ttl());
        } else if (action instanceof LeaseAction.Put put) {
            json.put("key", put.key()).put("value", put.value());
        }
    }

    private static void lock(ObjectNode json, LockAction action) {
        if (action instanceof LockAction.Try attempt) {
            json.put("lock", attempt.lock()).put("key", attempt.key()).put("lease", attempt.lease());
            if (attempt.owner() != null) json.put("entered", attempt.entered()).put("create", attempt.create());
            seen(json, "owner", attempt.owner());
        } else if (action instanceof LockAction.Release release) {
            json.put("key", release.key());
            if (release.deleted() != null) json.put("deleted", release.deleted());
        } else if (action instanceof LockAction.GuardedRead read) {
            json.put("key", read.key()).put("holder", read.holder());
            seen(json, "kv", read.seen());
        } else if (action instanceof LockAction.GuardedWrite write) {
            json.put("key", write.key()).put("value", write.value()).put("holder", write.holder()).put("create", write.create()).put("fenced", write.fenced());
            if (write.succeeded() != null) json.put("succeeded", write.succeeded());
            seen(json, "prev", write.prev());
        }
    }

    private static void micro(ArrayNode words, Action.Micro micro) {
        if (micro instanceof Action.Micro.Write write) {
            words.add("w").add(write.key()).add(write.value());
        } else if (micro instanceof Action.Micro.Delete delete) {
            words.add("d").add(delete.key()).addNull();
        } else {
            Action.Micro.Read read = (Action.Micro.Read) micro;
            words.add("r").add(read.key());
            if (read.seen() == null || read.seen().missing()) words.addNull();
            else words.add(read.seen().value()).add(read.seen().mod());
        }
    }

    private static void seen(ObjectNode json, String field, @Nullable Seen seen) {
        if (seen != null) json.set(field, seen.kv() == null ? JSON.nullNode() : kv(seen.kv()));
    }

    private static ObjectNode kv(Kv kv) {
        ObjectNode json = JSON.objectNode().put("key", kv.key()).put("value", kv.value()).put("create", kv.create()).put("mod", kv.mod()).put("version", kv.version());
        return kv.lease() == 0 ? json : json.put("lease", kv.lease());
    }

    private static ObjectNode message(WatchStream.Message message) {
        ObjectNode json = JSON.objectNode().put("revision", message.revision());
        if (message.created()) json.put("created", true);
        if (message.canceled()) json.put("canceled", true);
        if (message.compactRevision() != 0) json.put("compactRevision", message.compactRevision());
        if (!message.cancelReason().isEmpty()) json.put("cancelReason", message.cancelReason());
        if (message.progress()) json.put("progress", true);
        ArrayNode events = json.putArray("events");
        for (WatchStream.WatchEvent event : message.events()) {
            ObjectNode one = events.addObject().put("type", event.delete() ? "delete" : "put");
            one.set("kv", kv(event.kv()));
            if (event.prev() != null) one.set("prev", kv(event.prev()));
        }
        return json.put("watch", message.watch());
    }
}

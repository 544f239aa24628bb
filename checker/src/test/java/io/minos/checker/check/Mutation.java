package io.minos.checker.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minos.checker.check.Forgery.Shown;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * One lie in a valid history, which no operation of unknown outcome can explain away; the check that must find it, and the
 * kinds of anomaly it may be.
 */
enum Mutation {
    STALE_READ("linearizable-register", Set.of("nonlinearizable", "revision-order"), forgery -> forgery.pair(forgery.reads(),
            (early, late) -> early.mod() < late.mod() && forgery.acknowledged(late), (early, late) -> forgery.edit(late.event(), value -> value.set("kv", early.kv())))),
    READ_FROM_THE_FUTURE("linearizable-register", Set.of("nonlinearizable", "revision-order"), forgery -> forgery.pair(forgery.reads(),
            (early, late) -> early.toldRevision() < late.mod(), (early, late) -> forgery.edit(early.event(), value -> value.set("kv", late.kv())))),
    UNDONE_READ("linearizable-register", Set.of("nonlinearizable", "revision-order"), forgery -> one(forgery, forgery.reads(),
            read -> forgery.acknowledged(read) && !forgery.perhapsDeleted(read.key()), read -> forgery.edit(read.event(), value -> value.putNull("kv")))),
    PHANTOM_VALUE("linearizable-register", Set.of("nonlinearizable"), forgery -> one(forgery, forgery.reads(), read -> true,
            read -> forgery.edit(read.event(), value -> ((ObjectNode) value.path("kv")).put("value", "nobody's")))),
    STALE_TXN("linearizable-txn", Set.of("nonlinearizable", "revision-order"), forgery -> forgery.pair(forgery.txnReads(),
            (early, late) -> early.mod() < late.mod() && forgery.acknowledged(late), (early, late) -> answer(forgery, late.event(), early))),
    UNDONE_TXN_READ("linearizable-txn", Set.of("nonlinearizable", "revision-order"), forgery -> one(forgery, forgery.txnReads(),
            read -> forgery.acknowledged(read) && !forgery.perhapsDeleted(read.key()),
            read -> forgery.edit(read.event(), value -> ((ArrayNode) value.path("ops")).set(0, value.arrayNode().add("r").add(read.key()).addNull())))),
    REORDERED_TXN_READS("linearizable-txn", Set.of("nonlinearizable", "revision-order"), forgery -> forgery.pair(forgery.txnReads(),
            (early, late) -> early.toldRevision() < late.mod(), (early, late) -> answer(forgery, early.event(), late) && answer(forgery, late.event(), early))),
    /** Others have long read a later value. */
    CONTRADICTING_TXN_READ("serializable-txn", Set.of(), forgery -> one(forgery, forgery.txnReads(),
            read -> read.mod() > 0 && between(forgery, read).isPresent(), read -> answer(forgery, read.event(), between(forgery, read).orElseThrow()))),
    LOST_WRITE("durability", Set.of("lost"), forgery -> one(forgery, finals(forgery), shown -> forgery.acknowledged(shown) && !forgery.perhapsDeleted(shown.key()), shown -> {
        forgery.hide(shown.key(), F.FINAL_READ);
        return true;
    })),
    MISSING_FINAL_ELEMENT("set", Set.of("lost"), forgery -> one(forgery, finals(forgery), shown -> forgery.acknowledged(shown) && shown.key().startsWith("s/"), shown -> {
        forgery.hide(shown.key(), F.FINAL_READ);
        return true;
    })),
    UNSEEN_ELEMENT("set", Set.of("lost", "stale"), forgery -> forgery.edit(event -> Forgery.ok(event, F.MEMBERS) && oldElement(forgery, event).isPresent() && event.value().path("kvs").size() > 0,
            value -> Forgery.remove(value, kv -> kv.path("mod").asLong() == least(value)))),
    PHANTOM_ELEMENT("set", Set.of("phantom"), forgery -> forgery.edit(event -> Forgery.ok(event, F.MEMBERS),
            value -> value.put("count", ((ArrayNode) value.path("kvs")).add(value.objectNode().put("key", "s/nobody").put("value", "nobody's")).size()))),
    DOUBLED_ELEMENT("set", Set.of("duplicate"), forgery -> forgery.edit(event -> Forgery.ok(event, F.MEMBERS) && !event.value().path("kvs").isEmpty(),
            value -> value.put("count", ((ArrayNode) value.path("kvs")).add(value.path("kvs").path(0)).size()))),
    /** Its revision goes on in the same response or another, and some other watcher was told as well. */
    DROPPED_EVENT("watch", Set.of("reliable", "resumable"), forgery -> forgery.edit(event -> Forgery.told(event) && event.value().path("events").size() > 1,
            value -> Forgery.told(value).remove(0))),
    DOUBLED_EVENT("watch", Set.of("unique"), forgery -> forgery.edit(Forgery::told, value -> Forgery.told(value).add(last(Forgery.told(value))))),
    REORDERED_EVENTS("watch", Set.of("ordered"), forgery -> forgery.edit(event -> Forgery.told(event) && mod(event.value().path("events").path(0)) < mod(last(event.value().path("events"))),
            value -> Forgery.told(value).add(Forgery.told(value).remove(0)))),
    SPLIT_REVISION("watch", Set.of("atomic"), Mutation::split),
    FOREIGN_EVENT("watch", Set.of("filter"), forgery -> forgery.edit(event -> Forgery.told(event) && !event.process().equals("w-all"), value -> key(value, "elsewhere"))),
    PHANTOM_KEY("watch", Set.of("phantom"), forgery -> forgery.edit(event -> Forgery.told(event) && event.process().equals("w-all"), value -> key(value, "nobody's"))),
    OLD_PREVIOUS_VALUE("watch", Set.of("prev-value"), forgery -> forgery.edit(event -> Forgery.told(event) && event.value().path("events").path(0).path("prev").path("version").asLong() > 1, value -> {
        ObjectNode prev = (ObjectNode) value.path("events").path(0).path("prev");
        prev.put("mod", prev.path("create").asLong());
    })),
    WRONG_PREVIOUS_VALUE("watch", Set.of("prev-value"), forgery -> forgery.edit(event -> Forgery.told(event) && event.value().path("events").path(0).path("prev").isObject(),
            value -> ((ObjectNode) value.path("events").path(0).path("prev")).put("value", "nobody's"))),
    NO_PREVIOUS_VALUE("watch", Set.of("prev-value"), forgery -> forgery.edit(event -> Forgery.told(event) && event.value().path("events").path(0).path("prev").isObject(),
            value -> ((ObjectNode) value.path("events").path(0)).remove("prev"))),
    WRONG_CREATE_FLAG("watch", Set.of("create-flag"), forgery -> forgery.edit(event -> Forgery.told(event) && event.value().path("events").path(0).path("kv").path("version").asLong() > 1, value -> {
        ObjectNode kv = (ObjectNode) value.path("events").path(0).path("kv");
        kv.put("create", kv.path("mod").asLong());
    })),
    /** More than all unknown outcomes could make. */
    REVISION_GAP("revision", Set.of("gap"), forgery -> one(forgery, finals(forgery), forgery::somebodyChangedBefore, shown -> {
        forgery.shift(shown.mod(), 1000);
        return true;
    })),
    REVISION_BACK("revision", Set.of("went-back"), forgery -> one(forgery, forgery.reads(), read -> later(forgery, read), read -> {
        forgery.revise(read.event(), 1);
        return true;
    })),
    DIVERGED_MEMBER("convergence", Set.of("diverged"), forgery -> forgery.edit(event -> Forgery.ok(event, F.FINAL_READ) && event.value().path("serializable").asBoolean() && !event.value().path("kvs").isEmpty(),
            value -> ((ObjectNode) value.path("kvs").path(0)).put("value", "other")));

    private interface Lie {
        /** False: the history gives no opportunity. */
        boolean told(Forgery forgery);
    }

    final String check;
    /** Empty: any. */
    final Set<String> kinds;
    private final Lie lie;

    Mutation(String check, Set<String> kinds, Lie lie) {
        this.check = check;
        this.kinds = kinds;
        this.lie = lie;
    }

    /** Empty: the history gives no opportunity. */
    Optional<List<Event>> of(List<Event> events, RandomGenerator random) {
        Forgery forgery = new Forgery(events, random);
        return lie.told(forgery) ? Optional.of(forgery.events) : Optional.empty();
    }

    private static boolean one(Forgery forgery, List<Shown> all, Predicate<Shown> fits, Predicate<Shown> use) {
        Shown shown = forgery.any(all.stream().filter(fits).toList());
        return shown != null && use.test(shown);
    }

    private static boolean answer(Forgery forgery, Event event, Shown shown) {
        forgery.answerTxnRead(event, shown);
        return true;
    }

    /** An older value of the key, which somebody else's transaction had found replaced before this one began. */
    private static Optional<Shown> between(Forgery forgery, Shown read) {
        List<Shown> all = forgery.txnReads().stream().filter(other -> other.key().equals(read.key()) && other.event().index() < forgery.invocation(read.event()).index()).toList();
        for (Shown old : all) for (Shown newer : all) if (old.mod() < newer.mod() && newer.mod() <= read.mod() && forgery.invocation(newer.event()).index() > old.event().index()) return Optional.of(old);
        return Optional.empty();
    }

    private static List<Shown> finals(Forgery forgery) {
        Event last = forgery.events.get(forgery.events.size() - 1);
        return kvs(last.value()).stream().map(kv -> new Shown(last, kv)).toList();
    }

    private static List<JsonNode> kvs(JsonNode range) {
        List<JsonNode> all = new ArrayList<>();
        range.path("kvs").forEach(all::add);
        return all;
    }

    /** The oldest element shown, if it was acknowledged before the read began. */
    private static Optional<Event> oldElement(Forgery forgery, Event members) {
        long mod = least(members.value());
        return forgery.events.stream().filter(event -> Forgery.ok(event, F.ADD) && event.facts().revision() == mod && event.index() < forgery.invocation(members).index()).findFirst();
    }

    private static long least(JsonNode range) {
        return kvs(range).stream().mapToLong(kv -> kv.path("mod").asLong()).min().orElse(0);
    }

    private static boolean later(Forgery forgery, Shown read) {
        return forgery.events.stream().anyMatch(event -> event.index() < forgery.invocation(read.event()).index() && event.facts() != null && event.type() == Event.Type.OK && event.facts().revision() > 1);
    }

    private static long mod(JsonNode event) {
        return event.path("kv").path("mod").asLong();
    }

    private static JsonNode last(JsonNode events) {
        return events.path(events.size() - 1);
    }

    private static void key(ObjectNode response, String key) {
        ((ObjectNode) response.path("events").path(0).path("kv")).put("key", key);
    }

    /** The last event of a revision comes in a response of its own. */
    private static boolean split(Forgery forgery) {
        Event whole = forgery.any(forgery.events.stream().filter(event -> Forgery.told(event) && event.value().path("events").size() > 1
                && mod(last(event.value().path("events"))) == mod(event.value().path("events").path(event.value().path("events").size() - 2))).toList());
        if (whole == null) return false;
        ObjectNode rest = whole.value().deepCopy();
        rest.putArray("events").add(last(whole.value().path("events")));
        forgery.edit(whole, value -> Forgery.told(value).remove(Forgery.told(value).size() - 1));
        forgery.insertAfter(whole, rest);
        return true;
    }
}

package io.minos.checker.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Histories in one line. Words are separated by {@code |}, and happen one after the other, a millisecond apart:
 *
 * <pre>
 * 0 w x 1 @5               process 0 writes x=1 and is answered at revision 5 (@… may always be left out)
 * 0? w x 1                 … of unknown outcome        0! w x 1      … certainly failed
 * (0 w x 1 @5 | … | 0)     … and what is between happens meanwhile; 0? and 0! in the end, likewise
 * 0 r x 1~5 @7             reads x: value 1, mod revision 5; - for missing; 1~5.4.2 adds create revision and version
 * 0 sr x 1~5 @7            … as serializable read
 * 0 del x 1 @6             deletes, 1 key was there
 * 0 cas x 1 2 @7           compares with 1, sets 2     0 cas x 1 !2 3~5 @7    … and refuses, because 3 was there
 * 0 txn r,x,1~5 w,y,2 d,z @8
 * 0 add s/1 @4             0 members s/ s/1~4 s/2~5 @6     0 final x/ x/1=7~5 @9     0 sfinal … serializable
 * 0 grant 7 2              grants lease 7 for 2 s      0 alive 7 2    keeps it alive for 2 s more, or 0: it is gone      0 revoke 7 @9
 * 0 put 7 l/1 v @5         puts l/1=v on lease 7       0! put 7 l/1   … there is no such lease      1~5^7 in place of 1~5: on lease 7
 * 0 try m/ m/a 7 5 m/a @5  tries lock m/ as m/a on lease 7: created at 5 (@5: by this), the owner is m/a           0 release m/a 1
 * 0 gr x m/a 1~5           reads x as holder m/a       0 gw x 2 m/a 5 fenced 1~5 @8    writes it, fenced by 5 (or plain), 1 was there; ! in its place: refused
 * 0:n2 …                   … sent to node n2 (else n1)
 * 0 compact 7              0 rat x 4 1~3 @7     reads x as at revision 4     0 srat …     … as serializable read
 * 0! rat x 4 #compacted    … and fails with this error
 * w1 watch x from 5 prev   opens a stream (prev: with previous values)      w1. ends it      w1? it breaks
 * w1 created @4            w1 progress @9              w1 compacted 7
 * w1 &gt; x=1~5.5.1 x=2~6.5.2&lt;1~5.5.1 -x~7       one response: puts, each perhaps with what was before, and a delete
 * fault f1 partition n1    healed f1 true              +3000    time passes, ms
 * node n1 ready            nodes n1 n2 n3 (first)      simulated n1 n2 n3 (first)      strict n1 (first): locks are
 * limits newLeader=1500 … (first)   the longest that availability may be away, ms
 * 0 member-list a b c* …   and other words of operators: see {@link OperatorNotation}
 * log n1 commit 2 1a 1b    n1's log: see {@link OperatorNotation}
 * phase final
 * broken log-matching why  a simulator saw a promise broken
 * </pre>
 */
public final class Notation {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SEEN = Pattern.compile("([^~^]*)(?:~(\\d+)(?:\\.(\\d+)\\.(\\d+))?)?(?:\\^(\\d+))?");

    private record Pending(String process, String node, String f, ObjectNode arguments, ObjectNode answers, long revision, String error) {
        Pending(String process, String node, String f, ObjectNode arguments, ObjectNode answers, long revision) {
            this(process, node, f, arguments, answers, revision, "timeout");
        }
    }

    private final List<Event> events = new ArrayList<>();
    private final Map<String, Pending> pending = new HashMap<>();
    private long nanos;

    private Notation() {}

    public static History history(String line) {
        return History.of(events(line));
    }

    public static List<Event> events(String line) {
        Notation notation = new Notation();
        for (String word : line.split("\\|")) notation.word(word.strip());
        return notation.events;
    }

    private void word(String word) {
        if (word.isEmpty()) return;
        String[] parts = word.split("\\s+");
        String head = parts[0];
        if (head.startsWith("+")) nanos += Long.parseLong(head.substring(1)) * 1_000_000;
        else if (head.equals("nodes") || head.equals("simulated") || head.equals("strict") || head.equals("limits")) run(parts);
        else if (head.equals("fault")) event(Event.NEMESIS, null, Event.Type.INFO, F.FAULT_INJECT, fault(parts), 0);
        else if (head.equals("healed")) event(Event.NEMESIS, null, Event.Type.INFO, F.FAULT_HEALED, JSON.createObjectNode().put("id", parts[1]).put("effective", Boolean.parseBoolean(parts[2])), 0);
        else if (head.equals("node")) event(Event.RUNNER, null, Event.Type.INFO, F.NODE_STATE, JSON.createObjectNode().put("node", parts[1]).put("state", parts[2]), 0);
        else if (head.equals("broken")) event(Event.RUNNER, null, Event.Type.INFO, F.BROKEN_PROMISE, JSON.createObjectNode().put("promise", parts[1]).put("detail", parts[2]), 0);
        else if (head.equals("phase")) event(Event.RUNNER, null, Event.Type.INFO, F.PHASE, JSON.createObjectNode().put("name", parts[1]), 0);
        else if (head.equals("log")) event(Event.RUNNER, null, Event.Type.INFO, F.RAFT_LOG, OperatorNotation.log(parts), 0);
        else if (head.equals("leader")) event(Event.RUNNER, null, Event.Type.INFO, F.LEADER, JSON.createObjectNode().put("node", parts[1]).put("term", Long.parseLong(parts[2])), 0);
        else if (head.startsWith("w") && head.length() > 1) watch(head, parts);
        else client(head, parts);
    }

    private void run(String[] parts) {
        ObjectNode run = JSON.createObjectNode();
        if (parts[0].equals("strict")) run.put("strictLocks", true);
        if (parts[0].equals("simulated")) run.put("simulated", true);
        if (parts[0].equals("limits")) limits(parts, run.putObject("limitsMillis"));
        else for (int i = 1; i < parts.length; i++) run.withArray("nodes").add(parts[i]);
        event(Event.RUNNER, null, Event.Type.INFO, F.RUN, run, 0);
    }

    private static void limits(String[] parts, ObjectNode limits) {
        for (int i = 1; i < parts.length; i++) limits.put(parts[i].substring(0, parts[i].indexOf('=')), Long.parseLong(parts[i].substring(parts[i].indexOf('=') + 1)));
    }

    private static ObjectNode fault(String[] parts) {
        ObjectNode fault = JSON.createObjectNode().put("id", parts[1]).put("kind", parts[2]);
        ArrayNode targets = fault.putArray("target");
        for (int i = 3; i < parts.length; i++) targets.add(parts[i]);
        return fault;
    }

    private void client(String head, String[] parts) {
        boolean opens = head.startsWith("(");
        String name = opens ? head.substring(1) : head;
        char last = name.charAt(name.length() - 1);
        boolean marked = last == '?' || last == '!' || last == ')';
        String process = marked ? name.substring(0, name.length() - 1) : name;
        Event.Type type = last == '?' ? Event.Type.INFO : last == '!' ? Event.Type.FAIL : Event.Type.OK;
        if (parts.length > 1) invoke(process, parts);
        if (parts.length == 1 || !opens) complete(process.contains(":") ? process.substring(0, process.indexOf(':')) : process, type);
    }

    private void invoke(String name, String[] parts) {
        String process = name.contains(":") ? name.substring(0, name.indexOf(':')) : name;
        String node = name.contains(":") ? name.substring(name.indexOf(':') + 1) : "n1";
        long revision = 0;
        String error = "timeout";
        List<String> words = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].startsWith("@")) revision = Long.parseLong(parts[i].substring(1));
            else if (parts[i].startsWith("#")) error = parts[i].substring(1);
            else words.add(parts[i]);
        }
        ObjectNode arguments = JSON.createObjectNode();
        ObjectNode answers = JSON.createObjectNode();
        String f = operation(words, revision, arguments, answers);
        event(process, node, Event.Type.INVOKE, f, arguments, 0);
        pending.put(process, new Pending(process, node, f, arguments, answers, revision, error));
    }

    private static String operation(List<String> words, long revision, ObjectNode arguments, ObjectNode answers) {
        String first = words.size() > 1 ? words.get(1) : "";
        switch (words.get(0)) {
            case "r", "sr" -> {
                arguments.put("key", first);
                if (words.get(0).equals("sr")) arguments.put("serializable", true);
                if (words.size() > 2) answers.set("kv", seen(first, words.get(2)));
                return F.READ;
            }
            case "w" -> {
                arguments.put("key", first).put("value", words.get(2));
                if (words.size() > 3) answers.set("prev", seen(first, words.get(3)));
                return F.WRITE;
            }
            case "add" -> {
                arguments.put("key", first).put("value", words.size() > 2 ? words.get(2) : "1");
                return F.ADD;
            }
            case "del" -> {
                arguments.put("key", first);
                if (words.size() > 2) answers.put("deleted", Long.parseLong(words.get(2)));
                return F.DELETE;
            }
            case "cas" -> {
                boolean refused = words.get(3).startsWith("!");
                arguments.put("key", first).put("expect", words.get(2).equals("-") ? null : words.get(2)).put("value", refused ? words.get(3).substring(1) : words.get(3));
                answers.put("succeeded", !refused);
                if (words.size() > 4) answers.set("kv", seen(first, words.get(4)));
                return F.CAS;
            }
            case "txn" -> {
                micros(words.subList(1, words.size()), arguments, answers);
                return F.TXN;
            }
            case "members", "final", "sfinal", "range" -> {
                arguments.put("prefix", first.equals("*") ? "" : first);
                if (words.get(0).equals("sfinal")) arguments.put("serializable", true);
                ArrayNode kvs = answers.putArray("kvs");
                for (String kv : words.subList(2, words.size())) kvs.add(keyed(kv));
                answers.put("count", kvs.size());
                return words.get(0).equals("members") ? F.MEMBERS : words.get(0).equals("range") ? F.RANGE : F.FINAL_READ;
            }
            case "compact" -> {
                arguments.put("revision", Long.parseLong(first));
                return F.COMPACT;
            }
            case "rat", "srat" -> {
                arguments.put("key", first).put("revision", Long.parseLong(words.get(2)));
                if (words.get(0).equals("srat")) arguments.put("serializable", true);
                if (words.size() > 3) answers.set("kv", seen(first, words.get(3)));
                return F.READ_AT;
            }
            default -> {
                return ofSession(words, revision, arguments, answers);
            }
        }
    }

    /** Of leases and locks. */
    private static String ofSession(List<String> words, long revision, ObjectNode arguments, ObjectNode answers) {
        switch (words.get(0)) {
            case "grant" -> {
                arguments.put("lease", Long.parseLong(words.get(1))).put("ttl", Long.parseLong(words.get(2)));
                answers.put("granted", Long.parseLong(words.get(2)));
                return F.LEASE_GRANT;
            }
            case "alive" -> {
                arguments.put("lease", Long.parseLong(words.get(1)));
                answers.put("ttl", Long.parseLong(words.get(2)));
                return F.LEASE_KEEP_ALIVE;
            }
            case "revoke" -> {
                arguments.put("lease", Long.parseLong(words.get(1)));
                return F.LEASE_REVOKE;
            }
            case "put" -> {
                arguments.put("lease", Long.parseLong(words.get(1))).put("key", words.get(2)).put("value", words.size() > 3 ? words.get(3) : "1");
                return F.LEASE_PUT;
            }
            case "try" -> {
                arguments.put("lock", words.get(1)).put("key", words.get(2)).put("lease", Long.parseLong(words.get(3)));
                answers.put("entered", words.get(4).equals(Long.toString(revision))).put("create", Long.parseLong(words.get(4)));
                answers.set("owner", seen(words.get(5), ""));
                return F.LOCK_TRY;
            }
            case "release" -> {
                arguments.put("key", words.get(1));
                answers.put("deleted", Long.parseLong(words.get(2)));
                return F.LOCK_RELEASE;
            }
            case "gr" -> {
                arguments.put("key", words.get(1)).put("holder", words.get(2));
                answers.set("kv", seen(words.get(1), words.get(3)));
                return F.GUARDED_READ;
            }
            case "gw" -> {
                arguments.put("key", words.get(1)).put("value", words.get(2)).put("holder", words.get(3)).put("create", Long.parseLong(words.get(4))).put("fenced", words.get(5).equals("fenced"));
                boolean refused = words.get(6).equals("!");
                answers.put("succeeded", !refused);
                if (!refused) answers.set("prev", seen(words.get(1), words.get(6)));
                return F.GUARDED_WRITE;
            }
            default -> {
                return OperatorNotation.operation(words, arguments, answers);
            }
        }
    }

    private static void micros(List<String> words, ObjectNode arguments, ObjectNode answers) {
        ArrayNode asked = arguments.putArray("ops");
        ArrayNode answered = answers.putArray("ops");
        for (String word : words) {
            String[] parts = word.split(",");
            ArrayNode one = asked.addArray().add(parts[0]).add(parts[1]);
            ArrayNode other = answered.addArray().add(parts[0]).add(parts[1]);
            if (!parts[0].equals("r")) {
                for (ArrayNode each : List.of(one, other)) each.add(parts.length > 2 ? parts[2] : null);
                continue;
            }
            one.addNull();
            ObjectNode seen = seen(parts[1], parts[2]);
            if (seen == null) other.addNull();
            else other.add(seen.path("value").asText()).add(seen.path("mod").asLong());
        }
    }

    /** {@code x/1=7~5}, or {@code s/1~4} for an element, whose value is 1. */
    private static ObjectNode keyed(String word) {
        int equals = word.indexOf('=');
        if (equals >= 0) return Objects.requireNonNull(seen(word.substring(0, equals), word.substring(equals + 1)));
        int tilde = word.indexOf('~');
        String key = tilde < 0 ? word : word.substring(0, tilde);
        return Objects.requireNonNull(seen(key, "1" + (tilde < 0 ? "" : word.substring(tilde))));
    }

    private static @Nullable ObjectNode seen(String key, String word) {
        if (word.equals("-")) return null;
        Matcher matcher = SEEN.matcher(word);
        if (!matcher.matches()) throw new IllegalArgumentException(word);
        ObjectNode kv = JSON.createObjectNode().put("key", key).put("value", matcher.group(1));
        if (matcher.group(2) != null) kv.put("mod", Long.parseLong(matcher.group(2)));
        if (matcher.group(5) != null) kv.put("lease", Long.parseLong(matcher.group(5)));
        if (matcher.group(3) != null) kv.put("create", Long.parseLong(matcher.group(3))).put("version", Long.parseLong(matcher.group(4)));
        return kv;
    }

    private void complete(String process, Event.Type type) {
        Pending begun = pending.remove(process);
        if (begun == null) throw new IllegalArgumentException("Process " + process + " has nothing to complete");
        ObjectNode value = begun.arguments().deepCopy();
        boolean ok = type == Event.Type.OK;
        if (ok) value.setAll(begun.answers());
        event(process, begun.node(), type, begun.f(), value, ok ? null : begun.error(), ok ? begun.revision() : 0);
    }

    private void watch(String head, String[] parts) {
        char last = head.charAt(head.length() - 1);
        String process = last == '.' || last == '?' ? head.substring(0, head.length() - 1) : head;
        if (parts.length == 1) {
            complete(process, last == '.' ? Event.Type.OK : Event.Type.INFO);
            return;
        }
        ObjectNode value = JSON.createObjectNode().put("watch", process);
        switch (parts[1]) {
            case "watch" -> {
                value.put("prefix", parts[2].equals("*") ? "" : parts[2]).put("startRevision", 0L).put("prevKv", parts[parts.length - 1].equals("prev"));
                if (parts.length > 4) value.put("startRevision", Long.parseLong(parts[4]));
                event(process, "n1", Event.Type.INVOKE, F.WATCH, value, 0);
                pending.put(process, new Pending(process, "n1", F.WATCH, value, JSON.createObjectNode(), 0));
                return;
            }
            case "created" -> value.put("created", true).put("revision", Long.parseLong(parts[2].substring(1)));
            case "progress" -> value.put("progress", true).put("revision", Long.parseLong(parts[2].substring(1)));
            case "compacted" -> value.put("canceled", true).put("compactRevision", Long.parseLong(parts[2]));
            default -> watchEvents(parts, value);
        }
        event(process, "n1", Event.Type.INFO, F.WATCH_RESPONSE, value, 0);
    }

    private static void watchEvents(String[] parts, ObjectNode value) {
        ArrayNode events = value.putArray("events");
        for (int i = 2; i < parts.length; i++) {
            String[] halves = parts[i].split("<");
            boolean delete = halves[0].startsWith("-");
            ObjectNode kv = keyed(delete ? halves[0].substring(1) : halves[0]);
            if (delete) kv.remove("value");
            ObjectNode one = events.addObject().put("type", delete ? "delete" : "put");
            one.set("kv", kv);
            if (halves.length > 1) one.set("prev", seen(kv.path("key").asText(), halves[1]));
            value.put("revision", kv.path("mod").asLong());
        }
    }

    private void event(String process, @Nullable String node, Event.Type type, String f, ObjectNode value, long revision) {
        event(process, node, type, f, value, type == Event.Type.OK || type == Event.Type.INVOKE ? null : "timeout", revision);
    }

    private void event(String process, @Nullable String node, Event.Type type, String f, ObjectNode value, @Nullable String error, long revision) {
        nanos += 1_000_000;
        Event.Facts facts = revision == 0 ? null : new Event.Facts(revision, 1, node);
        String why = f.equals(F.LEASE_PUT) && type == Event.Type.FAIL && "timeout".equals(error) ? "lease-not-found" : error;
        events.add(new Event(events.size(), nanos, process, node, type, f, value, why, facts));
    }
}

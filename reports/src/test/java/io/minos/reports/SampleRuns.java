package io.minos.reports;

import io.minos.checker.history.Event;
import io.minos.checker.history.Event.Type;
import io.minos.checker.history.History;
import io.minos.checker.history.Operation;
import io.minos.checker.verdict.Anomaly;
import io.minos.checker.verdict.Call.Outcome;
import io.minos.checker.verdict.Call;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Impasse.Next;
import io.minos.checker.verdict.Impasse.Part;
import io.minos.checker.verdict.Impasse;
import io.minos.checker.verdict.Judgement;
import io.minos.checker.verdict.Judgement.Availability;
import io.minos.checker.verdict.Judgement.Counts;
import io.minos.checker.verdict.Judgement.FaultRecord;
import io.minos.checker.verdict.Judgement.LeaderChange;
import io.minos.checker.verdict.Judgement.Recovery;
import io.minos.checker.verdict.Judgement.Window;
import io.minos.checker.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Runs as a real one leaves them, made up from a seed. */
final class SampleRuns {
    private static final long SECOND = 1_000_000_000;
    private static final double LARGE_MILLIS = 61_000;

    private SampleRuns() {}

    record Sample(Judgement judgement, List<Event> events) {}

    /** Twelve operations on two keys, one fault, one stale read. */
    static Sample smallInvalid() {
        Histories h = new Histories()
                .runner(0, "run", "{'historyVersion':1,'seed':7,'scenario':'small','target':'reference','nodes':['n1','n2','n3']}")
                .runner(5, "phase", "{'name':'load'}")
                .ok(10, 12.5, "0", "write", "{'key':'x','value':'1'}", "{'key':'x','value':'1','prev':null}")
                .ok(11, 13, "1", "write", "{'key':'y','value':'a'}", "{'key':'y','value':'a','prev':null}")
                .ok(20, 22, "2", "read", "{'key':'x'}", "{'key':'x','kv':{'key':'x','value':'1','create':2,'mod':2,'version':1}}")
                .call(120, 620, "1", "n1", Type.INFO, "write", "{'key':'x','value':'3'}", "{'key':'x','value':'3'}", "timeout")
                .ok(130, 134, "0", "write", "{'key':'x','value':'2'}", "{'key':'x','value':'2','prev':null}")
                .ok(140, 143, "2", "read", "{'key':'x'}", "{'key':'x','kv':{'key':'x','value':'1','create':2,'mod':2,'version':1}}")
                .call(150, 152, "0", "n2", Type.FAIL, "cas", "{'key':'x','expect':'9','value':'4'}", "{'key':'x','expect':'9','value':'4'}", "no-leader")
                .ok(160, 161, "2", "cas", "{'key':'x','expect':'2','value':'5'}", "{'key':'x','expect':'2','value':'5','succeeded':true}")
                .ok(700, 702, "3", "txn", "{'ops':[['r','x',null],['w','y','b']]}", "{'ops':[['r','x','5'],['w','y','b']]}")
                .runner(750, "phase", "{'name':'final'}")
                .ok(760, 763, "2", "final-read", "{'prefix':'','serializable':false}", "{'prefix':'','serializable':false,'kvs':[],'count':2}")
                .at(790, "3", "n1", Type.INVOKE, "read", "{'key':'y'}", null)
                .runner(800, "phase", "{'name':'done'}");
        List<Event> events = h.events();
        Anomaly stale = new Anomaly("nonlinearizable", "A read returned x = 1 after the write of 2 had been acknowledged.", "x", operations(events, "write 2", "read 140"),
                List.of("After #10 was acknowledged, x is 2, or 3 if the write without an answer took effect.", "The next read began later and returned 1, which x can no longer be."),
                staleRead(events), operations(events, "write 3", "write 2", "read 140").stream().map(index -> call(index, events)).toList());
        List<CheckResult> checks = List.of(
                new CheckResult("linearizable-register", "Each key behaves as one copy.", Verdict.INVALID, "1 of 2 keys is not linearizable", List.of(stale), 1, facts("keys", 2, "operations", 9), 14),
                new CheckResult("set", "No acknowledged element is lost.", Verdict.VALID, "2 elements, none lost", List.of(), 0, facts("elements", 2), 1));
        Judgement judgement = judgement(Verdict.INVALID, "linearizable-register: 1 of 2 keys is not linearizable", facts("seed", 7, "scenario", "small", "target", "reference", "nodes", List.of("n1", "n2", "n3")), checks,
                List.of(new FaultRecord("f1", "partition", List.of("n1"), facts("direction", "both"), 100_000_000, 640_000_000L, true, List.of("18 kB held back between n1 and n2, n3"))),
                new Availability(List.of(), List.of(new Recovery("f1", 35L, 34L, 60L)), List.of(new LeaderChange(135_000_000, "n2", 4))), events);
        return new Sample(judgement, events);
    }

    private static Impasse staleRead(List<Event> events) {
        List<Long> parts = operations(events, "write 3", "write 2", "read 140");
        return new Impasse(List.of(new Part(parts.get(0), "write x=3", true), new Part(parts.get(1), "write x=2", false), new Part(parts.get(2), "read x → 1", false)),
                List.of(parts.get(1)), List.of("x is 2", "x is 3"), List.of(new Next(parts.get(2), "read x → 1 cannot be: x is 2"), new Next(parts.get(2), "read x → 1 cannot be: x is 3")));
    }

    private static Call call(long index, List<Event> events) {
        Operation operation = History.of(events).operation(index).orElseThrow();
        boolean ok = operation.ok();
        return new Call(index, ok ? operation.completed() : null, operation.process(), operation.node(), operation.says(), ok ? Outcome.OK : Outcome.INFO,
                operation.invokedNanos(), ok ? operation.completedNanos() : null, operation.revision());
    }

    /** The invocations wanted: by written value, or by key and start. */
    private static List<Long> operations(List<Event> events, String... wanted) {
        List<Long> found = new ArrayList<>();
        for (String want : wanted) {
            String[] words = want.split(" ");
            found.add(events.stream().filter(e -> e.type() == Type.INVOKE && e.f().equals(words[0]) && e.value() != null
                    && (e.value().path("value").asText().equals(words[1]) || e.timeNanos() == Long.parseLong(words[1]) * 1_000_000)).findFirst().orElseThrow().index());
        }
        return found;
    }

    /** Checks pass, but one of two faults was never seen to act, and one check ran out of its budget. */
    static Sample smallUnknown() {
        Sample small = smallInvalid();
        List<CheckResult> checks = List.of(
                new CheckResult("set", "No acknowledged element is lost.", Verdict.VALID, "2 elements, none lost", List.of(), 0, facts("elements", 2), 1),
                new CheckResult("linearizable-register", "Each key behaves as one copy.", Verdict.UNKNOWN, "key x: search stopped after 30 s with 2,000,000 states", List.of(), 0, Map.of(), 30_000));
        List<FaultRecord> faults = List.of(small.judgement().faults().get(0),
                new FaultRecord("f2", "disk-full", List.of("n2"), facts("mechanism", "quota"), 650_000_000, null, false, List.of()));
        return new Sample(judgement(Verdict.UNKNOWN, "key x could not be decided; disk-full left no evidence", small.judgement().run(), checks, faults, small.judgement().availability(), small.events()), small.events());
    }

    /** Nothing was recorded: the cluster never came up. */
    static Judgement empty() {
        return new Judgement(Judgement.FORMAT_VERSION, Verdict.UNKNOWN, "no operation was recorded", Map.of(), List.of(), List.of(),
                new Availability(List.of(), List.of(), List.of()), new Counts(0, 0, 0, 0, Map.of()));
    }

    private record Outage(double from, double to, String kind, String target, String evidence, double stall) {}

    private static final List<Outage> OUTAGES = List.of(
            new Outage(8_000, 14_000, "partition-leader", "n1", "1,204 kB held back on 4 links; n1 lost its leadership at 9.31 s", 1_310),
            new Outage(18_000, 20_500, "kill-leader", "n3", "process 4711 killed (SIGKILL), gone after 3 ms; restarted at 20.5 s", 1_120),
            new Outage(26_000, 30_000, "pause-leader", "n2", "process state T in 39 of 40 samples", 1_480),
            new Outage(29_000, 37_000, "one-way-partition", "n1", "812 kB held back n1→n2; none n2→n1", 400),
            new Outage(43_000, 49_000, "disk-full", "n3", "tmpfs of 64 MiB filled; NOSPACE alarm of n3 at 43.9 s", 300));

    /** About {@code rate} operations a second by ten clients for a minute under five faults, with one lost write if it is to be INVALID. */
    static Sample large(long seed, int rate, boolean invalid) {
        Random random = new Random(seed);
        Histories h = new Histories().runner(0, "run", "{'historyVersion':1,'seed':" + seed + ",'scenario':'default'}");
        phases(h);
        int clients = 10;
        int[] process = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        int next = clients;
        for (int client = 0; client < clients; client++) {
            double now = 900 + random.nextDouble() * 20;
            while (now < 55_000) {
                double latency = 1.2 + Math.exp(random.nextGaussian() * 0.6) * 1.1;
                Outage stalled = stalledBy(now);
                boolean times = stalled != null && random.nextInt(3) == 0;
                String key = "k" + random.nextInt(12);
                String p = String.valueOf(process[client]);
                String node = "n" + (1 + random.nextInt(3));
                if (times) {
                    double waited = 900 + random.nextDouble() * 120;
                    h.call(now, now + waited, p, node, Type.INFO, "write", "{'key':'" + key + "','value':'0'}", "{'key':'" + key + "','value':'0'}", random.nextBoolean() ? "timeout" : "connection-reset");
                    process[client] = next++;
                    now += waited;
                } else if (stalled != null && random.nextInt(4) == 0) {
                    h.call(now, now + 0.8, p, node, Type.FAIL, "read", "{'key':'" + key + "'}", "{'key':'" + key + "'}", random.nextInt(5) == 0 ? "connection-refused" : "no-leader");
                    now += 90;
                } else {
                    double waits = stalled == null ? latency : Math.max(latency, stalled.from() + stalled.stall() - now + latency * 4);
                    operation(h, random, now, now + waits, p, node, key);
                    now += waits;
                }
                now += -Math.log(1 - random.nextDouble()) * 1000.0 * clients / rate;
            }
        }
        finalReads(h);
        List<List<Long>> lost = lostWrite(h, invalid);
        return new Sample(largeJudgement(seed, invalid, lost, h.events()), h.events());
    }

    private static void phases(Histories h) {
        double[] at = {0, 900, 55_000, 55_600, 58_000, LARGE_MILLIS};
        String[] names = {"setup", "load", "heal", "recovery", "final", "done"};
        for (int i = 0; i < at.length; i++) {
            h.runner(at[i], "phase", "{'name':'" + names[i] + "'}");
        }
    }

    private static Outage stalledBy(double now) {
        return OUTAGES.stream().filter(o -> now >= o.from() && now < o.from() + o.stall()).findFirst().orElse(null);
    }

    private static void operation(Histories h, Random random, double from, double to, String p, String node, String key) {
        int version = random.nextInt(1000);
        switch (random.nextInt(5)) {
            case 0 -> h.call(from, to, p, node, Type.OK, "write", "{'key':'" + key + "','value':'" + version + "'}", "{'key':'" + key + "','value':'" + version + "','prev':null}", null);
            case 1 -> h.call(from, to, p, node, Type.OK, "cas", "{'key':'" + key + "','expect':'1','value':'" + version + "'}", "{'key':'" + key + "','expect':'1','value':'2','succeeded':false,'kv':null}", null);
            case 2 -> h.call(from, to, p, node, Type.OK, "txn", "{'ops':[['r','" + key + "',null],['w','k3','" + version + "']]}", "{'ops':[['r','" + key + "','7'],['w','k3','" + version + "']]}", null);
            default -> h.call(from, to, p, node, Type.OK, "read", "{'key':'" + key + "'}", "{'key':'" + key + "','kv':{'key':'" + key + "','value':'" + version + "','create':1,'mod':9,'version':3}}", null);
        }
    }

    private static void finalReads(Histories h) {
        for (int node = 1; node <= 3; node++) {
            h.call(58_100 + node, 58_140 + node * 3, "90" + node, "n" + node, Type.OK, "final-read", "{'prefix':'k','serializable':true}", "{'prefix':'k','serializable':true,'kvs':[],'count':12}", null);
        }
        h.at(12_000, "800", "n2", Type.INVOKE, "watch", "{'watch':1,'prefix':'k','startRevision':1,'prevKv':true}", null);
        for (int i = 0; i < 300; i++) {
            h.at(12_000 + i * 100, "800", "n2", Type.INFO, "watch-response", "{'watch':1,'revision':5,'events':[{},{}]}", null);
        }
    }

    /** The indices of what contradicts itself; an acknowledged write on which no read agrees. */
    private static List<List<Long>> lostWrite(Histories h, boolean invalid) {
        if (!invalid) {
            return List.of();
        }
        h.call(17_995, 18_002.2, "700", "n3", Type.OK, "write", "{'key':'k7','value':'lost-1'}", "{'key':'k7','value':'lost-1','prev':null}", null);
        h.call(17_990, 19_000, "701", "n3", Type.INFO, "write", "{'key':'k7','value':'maybe-2'}", "{'key':'k7','value':'maybe-2'}", "timeout");
        h.call(18_003, 18_004.4, "702", "n1", Type.OK, "read", "{'key':'k7'}", "{'key':'k7','kv':{'key':'k7','value':'lost-1','create':1,'mod':9,'version':3}}", null);
        h.call(19_200, 19_203.1, "703", "n1", Type.OK, "read", "{'key':'k7'}", "{'key':'k7','kv':{'key':'k7','value':'41','create':1,'mod':8,'version':2}}", null);
        List<Long> operations = h.events().stream().filter(e -> e.type() == Type.INVOKE && List.of("700", "701", "702", "703").contains(e.process())).map(Event::index).toList();
        return List.of(operations, List.of(operations.get(1), h.events().stream().filter(e -> e.process().equals("901") && e.type() == Type.INVOKE).findFirst().orElseThrow().index()));
    }

    private static Judgement largeJudgement(long seed, boolean invalid, List<List<Long>> operations, List<Event> events) {
        List<CheckResult> checks = new ArrayList<>(List.of(
                new CheckResult("assumptions", "The harness's own: empty store at the start, one operation a process, monotonic time.", Verdict.VALID, "all hold", List.of(), 0, facts(), 45),
                new CheckResult("set", "No acknowledged element is lost, none appears twice.", Verdict.VALID, "4,012 elements added, all present on 3 of 3 nodes", List.of(), 0, facts("elements", 4012, "lost", 0, "duplicate", 0, "stale", 0), 61),
                new CheckResult("watch", "Every stream is ordered, complete and atomic.", Verdict.VALID, "4 streams, 31,330 events, each promise holds", List.of(), 0, facts("streams", 4, "events", 31330), 210),
                new CheckResult("convergence", "After recovery all nodes hold the same data.", Verdict.VALID, "3 nodes, hash 0x5d1f2c07 at revision 9,911", List.of(), 0, facts("nodes", 3), 12),
                new CheckResult("durability", "What was acknowledged is there at the end.", Verdict.VALID, "9,840 acknowledged writes found or overwritten", List.of(), 0, facts("acknowledged writes", 9840), 88)));
        String reason = "6 checks, all valid; 5 of 5 faults with evidence";
        if (invalid) {
            Anomaly lost = new Anomaly("nonlinearizable", "The write of lost-1 was acknowledged and read, and later the key had its earlier value again: the write was lost when n3 was killed.", "k7", operations.get(0), List.of(
                    "The write of lost-1 was acknowledged at 18.002 s, and the read that followed saw it: k7 is lost-1.",
                    "The write of maybe-2 has no answer; k7 may be maybe-2 from any moment after 17.990 s.",
                    "The read at 19.200 s returned 41, the value before both. No order of these operations explains it."));
            Anomaly second = new Anomaly("lost", "An acknowledged element is in no final read.", null, operations.get(1), List.of("Written at 17.995 s, acknowledged.", "Final read of n1 does not hold it."));
            checks.add(1, new CheckResult("linearizable-register", "Each key behaves as one copy, in real time.", Verdict.INVALID, "1 of 12 keys is not linearizable: k7", List.of(lost, second), 7, facts("keys", 12, "operations", 20113, "indefinite", 71, "engine", "wgl"), 1890));
            reason = "linearizable-register: 1 of 12 keys is not linearizable: k7";
        } else {
            checks.add(1, new CheckResult("linearizable-register", "Each key behaves as one copy, in real time.", Verdict.VALID, "20,113 operations on 12 keys, each key linearizable", List.of(), 0, facts("keys", 12, "operations", 20113, "indefinite", 71, "engine", "wgl"), 1890));
        }
        Map<String, Object> run = facts("seed", seed, "scenario", "scenarios/default.yaml", "target", "reference", "version", "0.1.0 (etcd API 3.4.23)", "nodes", List.of("n1", "n2", "n3"), "concurrency", 10, "jdk", "17.0.15", "diskMechanism", "tmpfs 64 MiB");
        return judgement(invalid ? Verdict.INVALID : Verdict.VALID, reason, run, checks, faults(), availability(), events);
    }

    private static List<FaultRecord> faults() {
        List<FaultRecord> faults = new ArrayList<>();
        for (Outage o : OUTAGES) {
            faults.add(new FaultRecord("f" + (faults.size() + 1), o.kind(), List.of(o.target()), o.kind().equals("disk-full") ? facts("mechanism", "tmpfs", "size", "64 MiB") : Map.of(), nanos(o.from()), nanos(o.to()), true, List.of(o.evidence())));
        }
        return faults;
    }

    private static Availability availability() {
        List<Window> windows = new ArrayList<>();
        List<Recovery> recoveries = new ArrayList<>();
        List<LeaderChange> leaders = new ArrayList<>(List.of(new LeaderChange(nanos(700), "n1", 2)));
        for (Outage o : OUTAGES) {
            if (o.stall() > 1000) {
                windows.add(new Window(nanos(o.from() + 20), nanos(o.from() + o.stall())));
                leaders.add(new LeaderChange(nanos(o.from() + o.stall() - 40), "n" + (1 + leaders.size() % 3), 2 + leaders.size()));
            }
            recoveries.add(new Recovery("f" + (recoveries.size() + 1), o.stall() > 1000 ? (long) o.stall() - 40 : null, (long) o.stall(), 60L + 35 * recoveries.size()));
        }
        return new Availability(windows, recoveries, leaders);
    }

    private static long nanos(double millis) {
        return Math.round(millis * SECOND / 1000);
    }

    private static Judgement judgement(Verdict verdict, String reason, Map<String, Object> run, List<CheckResult> checks, List<FaultRecord> faults, Availability availability, List<Event> events) {
        long operations = count(events, Type.INVOKE);
        long ok = count(events, Type.OK);
        long fail = count(events, Type.FAIL);
        Map<String, Long> byError = new TreeMap<>();
        events.stream().filter(e -> e.error() != null).forEach(e -> byError.merge(e.error(), 1L, Long::sum));
        return new Judgement(Judgement.FORMAT_VERSION, verdict, reason, run, checks, faults, availability, new Counts(operations, ok, fail, operations - ok - fail, byError));
    }

    private static long count(List<Event> events, Type type) {
        return events.stream().filter(e -> e.type() == type && !e.f().equals("watch")).count();
    }

    /** Names and values in turn, in this order. */
    private static Map<String, Object> facts(Object... pairs) {
        Map<String, Object> facts = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            facts.put((String) pairs[i], pairs[i + 1]);
        }
        return facts;
    }
}

package io.minos.nemesis.fault;

import io.minos.nemesis.process.ProcFs;
import io.minos.nemesis.process.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** SIGSTOP, and SIGCONT to heal. */
final class Pause implements Fault {
    private static final Duration STATE_WITHIN = Duration.ofSeconds(2);
    private static final Duration ANSWER_WITHIN = Duration.ofMillis(300);

    private final ClusterControl cluster;
    private final List<String> targets;
    private final Map<String, Stopped> stopped = new LinkedHashMap<>();
    private final Set<String> reported = new LinkedHashSet<>();

    /** A process, told from a later one of the same pid. */
    private record Stopped(long pid, Optional<Long> startTicks) {
        boolean sameProcess() {
            return startTicks.isPresent() && ProcFs.startTicks(pid).equals(startTicks);
        }

        boolean inStateT() {
            return sameProcess() && ProcFs.state(pid).filter(state -> state == 'T').isPresent();
        }
    }

    Pause(ClusterControl cluster, List<String> targets) {
        this.cluster = cluster;
        this.targets = List.copyOf(targets);
    }

    @Override
    public void inject(Consumer<Evidence> seen) throws IOException {
        Attempts attempts = new Attempts();
        for (String node : targets) {
            attempts.attempt(() -> stop(node, seen));
        }
        attempts.finish();
    }

    private void stop(String node, Consumer<Evidence> seen) throws IOException {
        long pid = cluster.pid(node).orElse(-1);
        if (pid < 0) {
            seen.accept(Evidence.against("process-state", node + " was not running"));
            return;
        }
        Stopped process = new Stopped(pid, ProcFs.startTicks(pid));
        stopped.put(node, process);
        Signal.STOP.send(pid);
        Deadline.await(STATE_WITHIN, process::inStateT);
        seen.accept(stateEvidence(node, process));
        seen.accept(answerEvidence(node));
    }

    private static Evidence stateEvidence(String node, Stopped process) {
        String detail = node + ": pid " + process.pid() + " is in state " + ProcFs.state(process.pid()).map(String::valueOf).orElse("gone");
        return process.inStateT() ? Evidence.proof("process-state", detail) : Evidence.against("process-state", detail + ", not T");
    }

    private Evidence answerEvidence(String node) {
        return cluster.answers(node, ANSWER_WITHIN)
                ? Evidence.against("answer", node + " still answers")
                : Evidence.proof("answer", node + " does not answer within " + ANSWER_WITHIN.toMillis() + " ms");
    }

    @Override
    public void observe(Consumer<Evidence> seen) {
        stopped.forEach((node, process) -> {
            if (!process.inStateT() && reported.add(node)) {
                seen.accept(stateEvidence(node, process));
            }
        });
    }

    @Override
    public void heal(Consumer<Evidence> seen) throws IOException {
        observe(seen);
        Attempts attempts = new Attempts();
        for (Map.Entry<String, Stopped> node : List.copyOf(stopped.entrySet())) {
            if (attempts.attempt(() -> seen.accept(resume(node.getKey(), node.getValue())))) {
                stopped.remove(node.getKey());
            }
        }
        attempts.finish();
    }

    private static Evidence resume(String node, Stopped process) throws IOException {
        if (!process.sameProcess()) {
            return Evidence.note("process-state", node + ": pid " + process.pid() + " is gone");
        }
        Signal.CONT.send(process.pid());
        if (!Deadline.await(STATE_WITHIN, () -> !process.inStateT())) {
            throw new IOException(node + ": pid " + process.pid() + " stays stopped after SIGCONT");
        }
        return Evidence.note("process-state", node + ": pid " + process.pid() + " runs again");
    }
}

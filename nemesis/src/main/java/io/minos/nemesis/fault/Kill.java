package io.minos.nemesis.fault;

import io.minos.nemesis.network.Fabric;
import io.minos.nemesis.process.ProcFs;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** SIGKILL, and a start on the same data to heal. */
final class Kill implements Fault {
    private static final int BY_SIGKILL = 128 + 9;
    private static final int ACCEPT_ATTEMPTS = 20;

    private final Fabric fabric;
    private final ClusterControl cluster;
    private final List<String> targets;
    /** Killed, with the pid they had. */
    private final Map<String, Long> killed = new LinkedHashMap<>();

    Kill(Fabric fabric, ClusterControl cluster, List<String> targets) {
        this.fabric = fabric;
        this.cluster = cluster;
        this.targets = List.copyOf(targets);
    }

    @Override
    public void inject(Consumer<Evidence> seen) throws IOException {
        Attempts attempts = new Attempts();
        for (String node : targets) {
            attempts.attempt(() -> seen.accept(kill(node)));
        }
        for (String node : killed.keySet()) {
            attempts.attempt(() -> fabric.refuseClients(node));
        }
        attempts.finish();
    }

    private Evidence kill(String node) throws IOException {
        OptionalLong pid = cluster.pid(node);
        if (pid.isEmpty()) {
            return Evidence.against("process", node + " was not running");
        }
        killed.put(node, pid.getAsLong());
        int status = cluster.kill(node);
        String detail = node + ": pid " + pid.getAsLong() + " ended with exit status " + status;
        if (ProcFs.alive(pid.getAsLong())) {
            return Evidence.against("process", detail + ", but its process is still there");
        }
        return status == BY_SIGKILL ? Evidence.proof("process", detail) : Evidence.against("process", detail + ", not by SIGKILL");
    }

    @Override
    public void heal(Consumer<Evidence> seen) throws IOException {
        Attempts attempts = new Attempts();
        for (Map.Entry<String, Long> node : List.copyOf(killed.entrySet())) {
            attempts.attempt(() -> acceptClients(node.getKey()));
            if (attempts.attempt(() -> seen.accept(start(node.getKey(), node.getValue())))) {
                killed.remove(node.getKey());
            }
        }
        attempts.finish();
    }

    /** Another process may hold the port for a moment. */
    private void acceptClients(String node) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                fabric.acceptClients(node);
                return;
            } catch (IOException e) {
                if (attempt == ACCEPT_ATTEMPTS || !Deadline.pause(100)) {
                    throw e;
                }
            }
        }
    }

    private Evidence start(String node, long oldPid) throws IOException {
        cluster.start(node);
        long pid = cluster.pid(node).orElseThrow(() -> new IOException(node + " was started and has no process"));
        return pid == oldPid
                ? Evidence.against("process", node + " still has pid " + pid)
                : Evidence.note("process", node + ": started again as pid " + pid);
    }
}

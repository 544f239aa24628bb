package io.minos.nemesis.disk;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A tmpfs for each node in a user namespace of our own, which needs no root. A process of ours holds the namespace, so that a
 * node's data outlives the node; it waits at the end of a pipe from this process, so that it and the mounts go when this
 * process goes, however it ends.
 */
final class NamespaceDisks implements NodeDisks {
    private static final long SECONDS_MAX = 10;
    /** Arguments: size, mount points. A terminal's interrupt is for the run, which then closes this in order. */
    private static final String HOLD = """
            trap '' INT HUP TERM
            size=$1; shift
            for point in "$@"; do mount -t tmpfs -o "size=$size,mode=0700" minos-disk "$point" && mkdir "$point/data" || exit 1; done
            echo ready
            exec cat
            """;

    private final Path directory;
    private final List<String> nodes;
    private final long bytesEach;
    private final Process holder;

    private NamespaceDisks(Path directory, List<String> nodes, long bytesEach, Process holder) {
        this.directory = directory;
        this.nodes = List.copyOf(nodes);
        this.bytesEach = bytesEach;
        this.holder = holder;
    }

    static NamespaceDisks open(Path directory, List<String> nodes, long bytesEach) throws IOException {
        List<String> command = new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", HOLD, "minos-disks", Long.toString(bytesEach)));
        for (String node : nodes) {
            command.add(Files.createDirectories(directory.resolve(node)).toString());
        }
        Process holder = new ProcessBuilder(command).redirectErrorStream(true).start();
        NamespaceDisks disks = new NamespaceDisks(directory, nodes, bytesEach, holder);
        try {
            String answer = firstLine(holder);
            if (!answer.equals("ready")) {
                throw new IOException(answer.isEmpty() ? "unshare failed" : answer);
            }
            return disks;
        } catch (IOException | RuntimeException e) {
            disks.close();
            throw e;
        }
    }

    private static String firstLine(Process process) throws IOException {
        CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> {
            BufferedReader reader = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
            return reader.lines().findFirst().orElse("");
        });
        try {
            return line.get(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("unshare does not answer", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public Path disk(String node) {
        if (!nodes.contains(node)) {
            throw new IllegalArgumentException("no disk was made for " + node);
        }
        return directory.resolve(node);
    }

    @Override
    public Path diskFromHere(String node) {
        return Path.of("/proc/" + holder.pid() + "/root" + disk(node));
    }

    @Override
    public List<String> wrap(List<String> command) {
        List<String> wrapped = new ArrayList<>(List.of(
                "nsenter", "--user", "--mount", "--preserve-credentials", "--target", Long.toString(holder.pid()),
                "--wd=" + Path.of("").toAbsolutePath(), "--"));
        wrapped.addAll(command);
        return wrapped;
    }

    @Override
    public boolean bounded() {
        return true;
    }

    @Override
    public long bytesEach() {
        return bytesEach;
    }

    @Override
    public String describe() {
        return "a tmpfs of " + (bytesEach >> 20) + " MiB for each node, in a user namespace";
    }

    @Override
    public void close() {
        holder.destroyForcibly();
        try {
            holder.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.minos.nemesis.testkit;

import io.minos.nemesis.fault.ClusterControl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of {@link ChildNode}s. Its processes are real; who leads is what a test says, and a put is a file on the node's disk
 * where it has one.
 */
public class FakeCluster implements ClusterControl, AutoCloseable {
    private final Map<String, ChildNode> running = new ConcurrentHashMap<>();
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final Map<String, Path> disks = new LinkedHashMap<>();
    private final List<String> recovered = new ArrayList<>();
    private final Set<String> alarms = new LinkedHashSet<>();
    private @Nullable String leader;

    public FakeCluster(List<String> names) throws Exception {
        for (String name : names) {
            ChildNode node = ChildNode.start();
            running.put(name, node);
            ports.put(name, node.port());
        }
        leader = names.get(0);
    }

    public ChildNode node(String name) {
        return running.get(name);
    }

    public InetSocketAddress address(String name) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(name));
    }

    public Map<String, Long> pids() {
        Map<String, Long> pids = new LinkedHashMap<>();
        running.forEach((name, node) -> pids.put(name, node.pid()));
        return pids;
    }

    public void lead(@Nullable String name) {
        leader = name;
    }

    public void raiseAlarm(String name) {
        alarms.add(name);
    }

    public void putDisk(String name, Path disk) {
        disks.put(name, disk);
    }

    /** The prefixes given to {@link #recoverSpace}. */
    public List<String> recovered() {
        return recovered;
    }

    @Override
    public List<String> nodes() {
        return List.copyOf(ports.keySet());
    }

    @Override
    public OptionalLong pid(String node) {
        ChildNode child = running.get(node);
        return child != null && child.alive() ? OptionalLong.of(child.pid()) : OptionalLong.empty();
    }

    @Override
    public Optional<String> leader() {
        return Optional.ofNullable(leader);
    }

    @Override
    public int kill(String node) throws IOException {
        try {
            return running.remove(node).kill();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Override
    public void start(String node) throws IOException {
        if (!running.containsKey(node)) {
            try {
                running.put(node, ChildNode.start(ports.get(node)));
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }

    @Override
    public boolean answers(String node, Duration deadline) {
        try (TcpClient client = new TcpClient(address(node))) {
            client.send("ping\n".getBytes(StandardCharsets.UTF_8));
            return !client.silentFor(deadline);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Optional<String> put(String node, String key, byte[] value) {
        Path disk = disks.get(node);
        if (disk == null) {
            return Optional.empty();
        }
        try {
            Files.write(disk.resolve(key.replace('/', '-')), new byte[4096]);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.getMessage());
        }
    }

    @Override
    public Set<String> noSpaceAlarms() {
        return Set.copyOf(alarms);
    }

    @Override
    public void recoverSpace(String ballastPrefix) throws IOException {
        recovered.add(ballastPrefix);
    }

    @Override
    public void close() throws Exception {
        for (ChildNode node : running.values()) {
            node.close();
        }
    }
}

package io.minos.nemesis.disk;

import io.minos.nemesis.process.Commands;
import io.minos.nemesis.process.ProcFs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A tmpfs for each node, mounted by root. The mount's source names the run's process, so that later runs know leftovers. */
final class MountedDisks implements NodeDisks {
    private static final Logger log = LoggerFactory.getLogger(MountedDisks.class);
    private static final Pattern OURS = Pattern.compile("minos-disk-(\\d+)-(\\d+) (\\S+) tmpfs .*");

    private final Map<String, Path> mounts = new LinkedHashMap<>();
    private final long bytesEach;

    private MountedDisks(long bytesEach) {
        this.bytesEach = bytesEach;
    }

    static MountedDisks open(Path directory, List<String> nodes, long bytesEach) throws IOException {
        unmountLeftovers();
        MountedDisks disks = new MountedDisks(bytesEach);
        try {
            for (String node : nodes) {
                disks.mount(node, Files.createDirectories(directory.resolve(node)));
            }
            return disks;
        } catch (IOException | RuntimeException e) {
            disks.close();
            throw e;
        }
    }

    private void mount(String node, Path point) throws IOException {
        long pid = ProcessHandle.current().pid();
        String source = "minos-disk-" + pid + "-" + ProcFs.startTicks(pid).orElse(0L);
        Commands.run(List.of("mount", "-t", "tmpfs", "-o", "size=" + bytesEach + ",mode=0700", source, point.toString()));
        mounts.put(node, point);
        Files.createDirectories(point.resolve("data"));
    }

    /** Mounts of runs whose process is gone. */
    private static void unmountLeftovers() {
        for (Path point : leftovers()) {
            try {
                unmount(point);
                log.info("unmounted {}, which a crashed run left behind", point);
            } catch (IOException e) {
                log.warn("{} of a crashed run stays mounted: {}", point, e.getMessage());
            }
        }
    }

    private static List<Path> leftovers() {
        List<Path> points = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
                Matcher mount = OURS.matcher(line);
                if (mount.matches() && !runs(Long.parseLong(mount.group(1)), Long.parseLong(mount.group(2)))) {
                    points.add(Path.of(unescaped(mount.group(3))));
                }
            }
        } catch (IOException e) {
            log.debug("no table of mounts: {}", e.toString());
        }
        Collections.reverse(points);
        return points;
    }

    private static boolean runs(long pid, long startTicks) {
        return ProcFs.startTicks(pid).filter(ticks -> ticks == startTicks).isPresent();
    }

    /** The kernel writes blanks and the like in octal, see fstab(5). */
    private static String unescaped(String path) {
        return Pattern.compile("\\\\([0-7]{3})").matcher(path)
                .replaceAll(octal -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(octal.group(1), 8))));
    }

    /** Lazily, because a node of a crashed run may still hold files open. */
    private static void unmount(Path point) throws IOException {
        Commands.run(List.of("umount", "-l", point.toString()));
    }

    @Override
    public Path disk(String node) {
        Path point = mounts.get(node);
        if (point == null) {
            throw new IllegalArgumentException("no disk was made for " + node);
        }
        return point;
    }

    @Override
    public Path diskFromHere(String node) {
        return disk(node);
    }

    @Override
    public List<String> wrap(List<String> command) {
        return List.copyOf(command);
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
        return "a tmpfs of " + (bytesEach >> 20) + " MiB for each node";
    }

    @Override
    public void close() {
        mounts.values().forEach(point -> {
            try {
                unmount(point);
            } catch (IOException e) {
                log.warn("{} stays mounted: {}", point, e.getMessage());
            }
        });
        mounts.clear();
    }
}

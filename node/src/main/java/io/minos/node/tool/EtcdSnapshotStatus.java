package io.minos.node.tool;

import io.minos.node.snapshot.etcd.EtcdSnapshotFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What {@code etcdctl snapshot status} prints of a snapshot of etcd's; that the hash at its end is right is checked as well. */
final class EtcdSnapshotStatus {
    private static final List<String> HEADINGS = List.of("HASH", "REVISION", "TOTAL KEYS", "TOTAL SIZE");
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private EtcdSnapshotStatus() {}

    static void print(Path path, String format, PrintStream out) throws IOException {
        if (EtcdSnapshotFile.hasHash(path)) {
            EtcdSnapshotFile.checkHash(path);
        }
        try (EtcdSnapshotFile file = EtcdSnapshotFile.open(path)) {
            EtcdSnapshotFile.Status status = file.status();
            switch (format) {
                case "json" -> out.println("{\"hash\":" + Integer.toUnsignedString(status.hash()) + ",\"revision\":" + status.revision()
                        + ",\"totalKey\":" + status.totalKeys() + ",\"totalSize\":" + status.totalBytes() + "}");
                case "table" -> table(cells(status), out);
                default -> out.println(String.join(", ", cells(status)));
            }
        }
    }

    private static List<String> cells(EtcdSnapshotFile.Status status) {
        return List.of(Integer.toHexString(status.hash()), Long.toString(status.revision()), Long.toString(status.totalKeys()), size(status.totalBytes()));
    }

    /** Three digits at most: "987 B", "2.1 MB", "25 kB". */
    static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        double rounded = Math.floor(value * 10 + 0.5) / 10;
        return String.format(Locale.ROOT, unit > 0 && rounded < 10 ? "%.1f %s" : "%.0f %s", rounded, UNITS[unit]);
    }

    private static void table(List<String> cells, PrintStream out) {
        String line = "+";
        StringBuilder head = new StringBuilder("|");
        StringBuilder row = new StringBuilder("|");
        for (int i = 0; i < cells.size(); i++) {
            int width = Math.max(HEADINGS.get(i).length(), cells.get(i).length());
            int margin = width - HEADINGS.get(i).length();
            line += "-".repeat(width + 2) + "+";
            head.append(' ').append(" ".repeat(margin - margin / 2)).append(HEADINGS.get(i)).append(" ".repeat(margin / 2)).append(" |");
            row.append(' ').append(" ".repeat(width - cells.get(i).length())).append(cells.get(i)).append(" |");
        }
        out.println(List.of(line, head, line, row, line).stream().map(Object::toString).collect(Collectors.joining("\n")));
    }
}

package io.minos.nemesis.process;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds out which process holds the other end of a connection on this machine, whatever it speaks: the kernel's table of TCP
 * sockets gives the socket's inode, and the links of a process's open files give the sockets it holds. Needs no root for
 * processes of the same user, in a user namespace of ours too.
 */
public final class SocketOwner {
    private static final int TABLE_BUFFER_BYTES = 256 * 1024;

    private SocketOwner() {}

    /**
     * @param dialer the address the connection came from
     * @param accepted the address it arrived at
     * @param candidates name to pid
     * @return the name of the candidate that holds the dialing end; empty when none does, or no more
     */
    public static Optional<String> of(InetSocketAddress dialer, InetSocketAddress accepted, Map<String, Long> candidates) throws IOException {
        OptionalLong inode = inode(dialer, accepted);
        if (inode.isEmpty()) {
            return Optional.empty();
        }
        String link = "socket:[" + inode.getAsLong() + "]";
        for (Map.Entry<String, Long> candidate : candidates.entrySet()) {
            if (holds(candidate.getValue(), link)) {
                return Optional.of(candidate.getKey());
            }
        }
        return Optional.empty();
    }

    /** A program with dual-stack sockets, as Java's are, has its IPv4 connections in the table of IPv6. */
    private static OptionalLong inode(InetSocketAddress dialer, InetSocketAddress accepted) throws IOException {
        if (dialer.getAddress() instanceof Inet4Address) {
            OptionalLong inode = inode("/proc/net/tcp", hex4(dialer) + " " + hex4(accepted) + " ");
            if (inode.isPresent()) {
                return inode;
            }
        }
        return inode("/proc/net/tcp6", hex6(dialer) + " " + hex6(accepted) + " ");
    }

    /** Lines are {@code sl: local remote st tx:rx tr:tm retrnsmt uid timeout inode …}; the inode is 0 when no process holds it. */
    private static OptionalLong inode(String table, String ends) throws IOException {
        byte[] wanted = ends.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer buffer = ByteBuffer.allocate(TABLE_BUFFER_BYTES);
        try (FileChannel file = FileChannel.open(Path.of(table))) {
            while (file.read(buffer) >= 0) {
                int start = 0;
                for (int end = lineEnd(buffer, start); end >= 0; end = lineEnd(buffer, start)) {
                    if (matches(buffer.array(), start, end, wanted)) {
                        return inodeOf(new String(buffer.array(), start, end - start, StandardCharsets.US_ASCII));
                    }
                    start = end + 1;
                }
                buffer.flip().position(start);
                buffer.compact();
            }
        }
        return OptionalLong.empty();
    }

    private static int lineEnd(ByteBuffer buffer, int start) {
        for (int i = start; i < buffer.position(); i++) {
            if (buffer.get(i) == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] line, int start, int end, byte[] wanted) {
        int at = start;
        while (at < end && line[at] != ':') {
            at++;
        }
        at += 2;
        if (at + wanted.length > end) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (line[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static OptionalLong inodeOf(String line) {
        long inode = Long.parseLong(line.strip().split("\\s+")[9]);
        return inode == 0 ? OptionalLong.empty() : OptionalLong.of(inode);
    }

    private static boolean holds(long pid, String link) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path file : files) {
                if (pointsTo(file, link)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // The process ended meanwhile, or it is not ours: not the owner, as far as can be told.
            return false;
        }
        return false;
    }

    private static boolean pointsTo(Path file, String link) {
        try {
            return Files.readSymbolicLink(file).toString().equals(link);
        } catch (IOException e) {
            return false;
        }
    }

    /** The kernel prints an address as 32-bit words in the machine's order; ours are little-endian (x86, ARM). */
    private static String hex4(InetSocketAddress address) {
        return word(address.getAddress().getAddress(), 0) + port(address);
    }

    private static String hex6(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        byte[] bytes = ip.getAddress();
        if (ip instanceof Inet4Address) {
            return "0000000000000000" + "FFFF0000" + word(bytes, 0) + port(address);
        }
        return word(bytes, 0) + word(bytes, 4) + word(bytes, 8) + word(bytes, 12) + port(address);
    }

    private static String word(byte[] bytes, int from) {
        return String.format(Locale.ROOT, "%02X%02X%02X%02X", bytes[from + 3] & 0xff, bytes[from + 2] & 0xff, bytes[from + 1] & 0xff, bytes[from] & 0xff);
    }

    private static String port(InetSocketAddress address) {
        return String.format(Locale.ROOT, ":%04X", address.getPort());
    }
}

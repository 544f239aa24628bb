package io.minos.node.v2;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Paths in the tree, "" for the root, and their keys: bytes that sort a directory before all that is in it, and that before
 * whatever follows the directory, siblings by their names' bytes.
 */
final class Path {
    static final String ROOT = "";

    private static final byte SEPARATOR = 0;
    private static final byte ESCAPE = 1;

    private Path() {}

    static boolean isCanonical(String path) {
        return path.equals(ROOT) || path.startsWith("/") && !path.endsWith("/") && !path.contains("//");
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /** Where the first component after {@code from} ends; {@code from} is the end of the one before. */
    static int nextEnd(String path, int from) {
        int end = path.indexOf('/', from + 1);
        return end < 0 ? path.length() : end;
    }

    /** Not listed with its directory. */
    static boolean isHidden(String path) {
        return name(path).startsWith("_");
    }

    /** Whether {@code path} or a directory between is hidden from who looks at {@code from}, which is above it. */
    static boolean isHiddenFrom(String from, String path) {
        return path.length() >= from.length() && path.substring(from.length()).contains("/_");
    }

    /** The separator is the lowest byte; what would be as low in a name is escaped. */
    static byte[] key(String path) {
        byte[] utf8 = path.getBytes(StandardCharsets.UTF_8);
        byte[] key = new byte[2 * utf8.length];
        int size = 0;
        for (byte one : utf8) {
            if (one == '/') {
                key[size++] = SEPARATOR;
            } else if (one == SEPARATOR || one == ESCAPE) {
                key[size++] = ESCAPE;
                key[size++] = (byte) (one + 1);
            } else {
                key[size++] = one;
            }
        }
        return Arrays.copyOf(key, size);
    }

    /** Where the keys of what is below {@code path} begin. */
    static byte[] below(String path) {
        return followedBy(path, SEPARATOR);
    }

    /** Where they have ended. */
    static byte[] behind(String path) {
        return followedBy(path, ESCAPE);
    }

    private static byte[] followedBy(String path, byte last) {
        byte[] key = key(path);
        byte[] longer = Arrays.copyOf(key, key.length + 1);
        longer[key.length] = last;
        return longer;
    }

    static boolean isBelow(String path, String directory) {
        return path.length() > directory.length() && path.charAt(directory.length()) == '/' && path.startsWith(directory);
    }
}

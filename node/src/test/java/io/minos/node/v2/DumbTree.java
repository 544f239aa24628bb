package io.minos.node.v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the v2 store does, told in the plainest way: a map of paths, searched from end to end. Says "ok" or an error's number. */
final class DumbTree {
    private record File(String value, boolean dir, long created, long modified, long expiration) {}

    private final Map<String, File> files = new TreeMap<>();
    private long index;

    long index() {
        return index;
    }

    /** Path, value, created, modified, expiration of all there is, by path. */
    List<String> contents() {
        List<String> all = new ArrayList<>();
        files.forEach((path, file) -> all.add(path + "=" + (file.dir ? "/" : file.value) + " " + file.created + " " + file.modified + " " + file.expiration));
        return all;
    }

    int apply(V2Request request) {
        String path = request.getPath();
        boolean compares = request.getPrevIndex() != 0 || !request.getPrevValue().isEmpty();
        return switch (request.getMethod()) {
            case POST -> create(request, path + "/" + String.format("%020d", index + 1));
            case PUT -> request.hasPrevExist() && !request.getPrevExist() ? create(request, path)
                    : compares || request.getPrevExist() ? write(request, compares) : set(request);
            case DELETE -> delete(request, compares);
            case SYNC -> expire(request.getTime());
            default -> throw new IllegalArgumentException();
        };
    }

    /** 0, or why there is nothing at the path. */
    private int missing(String path) {
        for (int end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) {
            File above = files.get(path.substring(0, end));
            if (above == null) {
                return 100;
            }
            if (!above.dir) {
                return 104;
            }
        }
        return path.isEmpty() || files.containsKey(path) ? 0 : 100;
    }

    private int set(V2Request request) {
        int missing = missing(request.getPath());
        if (missing == 104 || missing == 100 && request.getRefresh()) {
            return missing;
        }
        if (request.getPath().isEmpty()) {
            return 107;
        }
        File before = files.get(request.getPath());
        if (before != null && before.dir) {
            return 102;
        }
        put(request, request.getPath(), before != null && request.getRefresh() ? before.value : request.getValue());
        return 0;
    }

    private int create(V2Request request, String path) {
        if (path.isEmpty()) {
            return 107;
        }
        if (missing(path) == 104) {
            return 104;
        }
        if (files.containsKey(path)) {
            return 105;
        }
        put(request, path, request.getValue());
        return 0;
    }

    private void put(V2Request request, String path, String value) {
        index++;
        for (int end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) {
            files.putIfAbsent(path.substring(0, end), new File("", true, index, index, 0));
        }
        files.put(path, new File(request.getDir() ? "" : value, request.getDir(), index, index, request.getExpiration() < 946_684_800_000_000_000L ? 0 : request.getExpiration()));
    }

    private int write(V2Request request, boolean compares) {
        String path = request.getPath();
        if (path.isEmpty()) {
            return 107;
        }
        if (missing(path) != 0) {
            return missing(path);
        }
        File before = files.get(path);
        if (before.dir && (compares || !request.getValue().isEmpty())) {
            return 102;
        }
        if (differs(request, before)) {
            return 101;
        }
        index++;
        String value = request.getRefresh() ? before.value : request.getValue();
        files.put(path, before.dir ? new File("", true, before.created, before.modified, request.getExpiration())
                : new File(value, false, before.created, index, request.getExpiration()));
        return 0;
    }

    private static boolean differs(V2Request request, File file) {
        return !request.getPrevValue().isEmpty() && !request.getPrevValue().equals(file.value) || request.getPrevIndex() != 0 && request.getPrevIndex() != file.modified;
    }

    private int delete(V2Request request, boolean compares) {
        String path = request.getPath();
        if (path.isEmpty()) {
            return compares ? 102 : 107;
        }
        if (missing(path) != 0) {
            return missing(path);
        }
        File file = files.get(path);
        if (file.dir && (compares || !request.getDir() && !request.getRecursive())) {
            return 102;
        }
        if (compares && differs(request, file)) {
            return 101;
        }
        if (file.dir && !request.getRecursive() && files.keySet().stream().anyMatch(other -> other.startsWith(path + "/"))) {
            return 108;
        }
        remove(path);
        return 0;
    }

    private void remove(String path) {
        index++;
        files.keySet().removeIf(other -> other.equals(path) || other.startsWith(path + "/"));
    }

    private int expire(long time) {
        while (true) {
            String first = "";
            for (Map.Entry<String, File> each : files.entrySet()) {
                long expiration = each.getValue().expiration;
                if (expiration != 0 && expiration <= time && (first.isEmpty() || expiration < files.get(first).expiration)) {
                    first = each.getKey();
                }
            }
            if (first.isEmpty()) {
                return 0;
            }
            remove(first);
        }
    }
}

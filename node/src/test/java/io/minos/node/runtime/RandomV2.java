package io.minos.node.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Requests for a small tree, so that they meet each other's traces; none waits for what may never come. */
final class RandomV2 {
    private static final String[] NAMES = {"a", "b", "_c", "d-e", "é"};
    private static final String[] VALUES = {"", "1", "2", "<x>"};

    record Asked(String method, String target, String body) {
        @Override
        public String toString() {
            return method + " " + target + " " + body;
        }
    }

    private RandomV2() {}

    /** @param index where the store is now */
    static Asked request(SplittableRandom random, long index) {
        String path = "/v2/keys" + path(random);
        List<String> parameters = new ArrayList<>();
        int kind = random.nextInt(100);
        if (kind < 40) {
            conditions(random, index, parameters);
            ttl(random, parameters);
            maybe(random, 15, "dir=true", parameters);
            return new Asked("PUT", path + query(parameters), body(random));
        } else if (kind < 50) {
            ttl(random, parameters);
            maybe(random, 20, "dir=true", parameters);
            return new Asked("POST", path + query(parameters), body(random));
        } else if (kind < 72) {
            maybe(random, 30, "dir=true", parameters);
            maybe(random, 25, "recursive=true", parameters);
            maybe(random, 15, "prevValue=" + encoded(VALUES[random.nextInt(VALUES.length)]), parameters);
            maybe(random, 15, "prevIndex=" + near(random, index), parameters);
            return new Asked("DELETE", path + query(parameters), "");
        } else if (kind < 92) {
            maybe(random, 50, "recursive=true", parameters);
            maybe(random, 20, "quorum=true", parameters);
            parameters.add("sorted=true");
            return new Asked(random.nextInt(10) == 0 ? "HEAD" : "GET", path + query(parameters), "");
        }
        // the past, as far as it is surely answered: the whole tree has seen changes since
        return random.nextInt(3) == 0 && index > 1100
                ? new Asked("GET", path + "?wait=true&waitIndex=" + (1 + random.nextLong(index - 1050)), "")
                : new Asked("GET", "/v2/keys?wait=true&recursive=true&waitIndex=" + Math.max(4, index - random.nextLong(200) - 20), "");
    }

    private static void conditions(SplittableRandom random, long index, List<String> parameters) {
        maybe(random, 15, "prevExist=true", parameters);
        maybe(random, 15, "prevExist=false", parameters);
        maybe(random, 15, "prevValue=" + encoded(VALUES[random.nextInt(VALUES.length)]), parameters);
        maybe(random, 15, "prevIndex=" + near(random, index), parameters);
        maybe(random, 5, "refresh=true", parameters);
        maybe(random, 5, "noValueOnSuccess=true", parameters);
    }

    private static void ttl(SplittableRandom random, List<String> parameters) {
        maybe(random, 20, "ttl=1000", parameters);
    }

    private static void maybe(SplittableRandom random, int percent, String parameter, List<String> parameters) {
        if (random.nextInt(100) < percent) {
            parameters.add(parameter);
        }
    }

    private static long near(SplittableRandom random, long index) {
        return Math.max(0, index - random.nextInt(8));
    }

    private static String path(SplittableRandom random) {
        StringBuilder path = new StringBuilder();
        int depth = random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(3);
        for (int i = 0; i < depth; i++) {
            path.append('/').append(encoded(NAMES[random.nextInt(NAMES.length)]));
        }
        return path.toString();
    }

    private static String query(List<String> parameters) {
        return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
    }

    private static String body(SplittableRandom random) {
        return random.nextInt(10) == 0 ? "" : "value=" + encoded(VALUES[random.nextInt(VALUES.length)]);
    }

    private static String encoded(String text) {
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
    }
}

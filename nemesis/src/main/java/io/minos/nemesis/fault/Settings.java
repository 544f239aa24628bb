package io.minos.nemesis.fault;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads parameters; a malformed one is one clear line. */
final class Settings {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})(KiB|MiB|GiB)?");
    private static final Pattern RATE = Pattern.compile("\\d(\\.\\d{1,9})?");
    private static final Pattern WHOLE = Pattern.compile("\\d{1,9}");

    private Settings() {}

    static Duration duration(Map<String, String> parameters, String name, Duration otherwise) {
        String text = parameters.get(name);
        if (text == null) {
            return otherwise;
        }
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(name + " must look like 200ms or 2s, not: " + text);
        }
        return duration(matcher);
    }

    /** With a minus in front it is negative. */
    static Duration signedDuration(Map<String, String> parameters, String name, Duration otherwise) {
        String text = parameters.get(name);
        if (text == null) {
            return otherwise;
        }
        boolean negative = text.startsWith("-");
        Matcher matcher = DURATION.matcher(negative ? text.substring(1) : text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(name + " must look like 200ms, 2s or -2s, not: " + text);
        }
        return negative ? duration(matcher).negated() : duration(matcher);
    }

    private static Duration duration(Matcher matcher) {
        long number = Long.parseLong(matcher.group(1));
        return matcher.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number);
    }

    static long bytes(Map<String, String> parameters, String name, long otherwise) {
        String text = parameters.get(name);
        if (text == null) {
            return otherwise;
        }
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(name + " must look like 65536, 64KiB or 1MiB, not: " + text);
        }
        int shift = matcher.group(2) == null ? 0 : Map.of("KiB", 10, "MiB", 20, "GiB", 30).get(matcher.group(2));
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift);
    }

    static String oneOf(Map<String, String> parameters, String name, String otherwise, String... allowed) {
        String text = parameters.getOrDefault(name, otherwise);
        for (String one : allowed) {
            if (one.equals(text)) {
                return text;
            }
        }
        throw new IllegalArgumentException(name + " must be one of " + String.join(", ", allowed) + ", not: " + text);
    }

    /** More than 0, and at most 1. */
    static double rate(Map<String, String> parameters, String name, double otherwise) {
        String text = parameters.get(name);
        if (text == null) {
            return otherwise;
        }
        double rate = RATE.matcher(text).matches() ? Double.parseDouble(text) : 0;
        if (rate <= 0 || rate > 1) {
            throw new IllegalArgumentException(name + " must be more than 0 and at most 1, such as 0.2, not: " + text);
        }
        return rate;
    }

    static int whole(Map<String, String> parameters, String name, int otherwise, int min, int max) {
        String text = parameters.get(name);
        if (text == null) {
            return otherwise;
        }
        int number = WHOLE.matcher(text).matches() ? Integer.parseInt(text) : min - 1;
        if (number < min || number > max) {
            throw new IllegalArgumentException(name + " must be a whole number from " + min + " to " + max + ", not: " + text);
        }
        return number;
    }
}

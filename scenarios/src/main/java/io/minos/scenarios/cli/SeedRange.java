package io.minos.scenarios.cli;

import io.minos.scenarios.scenario.ScenarioException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code 1..1000}: both ends included. */
record SeedRange(long first, long last) {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})\\.\\.(\\d{1,18})");

    /** @throws ScenarioException it is none */
    static SeedRange parse(String text) {
        Matcher matcher = RANGE.matcher(text);
        if (matcher.matches() && Long.parseLong(matcher.group(1)) <= Long.parseLong(matcher.group(2))) {
            return new SeedRange(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
        }
        throw new ScenarioException("--seeds must look like 1..1000, not \"" + text + "\"");
    }

    @Override
    public String toString() {
        return first + ".." + (last == Long.MAX_VALUE ? "" : last);
    }
}

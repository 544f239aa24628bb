package io.minos.scenarios.scenario;

/** Sizes on the command line, written as in scenario files. */
public final class Sizes {
    private Sizes() {}

    /** {@code 512MiB}, in bytes; positive. */
    public static long parse(String option, String text) {
        try {
            long bytes = Fields.parseSize(text);
            if (bytes > 0) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // the complaint below serves both
        }
        throw new ScenarioException(option + " must be a size such as 512MiB, not \"" + text + "\"");
    }
}

package io.minos.checker.verdict;

import com.fasterxml.jackson.annotation.JsonProperty;

/** INVALID dominates UNKNOWN dominates VALID. */
public enum Verdict {
    @JsonProperty("valid") VALID(0),
    @JsonProperty("unknown") UNKNOWN(2),
    @JsonProperty("invalid") INVALID(1);

    private final int exitCode;

    Verdict(int exitCode) {
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }

    public Verdict and(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}

package io.minos.node.config;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a flag's value must look like, and Go's words for one that does not. */
enum Kind {
    TEXT, BOOL, UINT32, UINT64, INT64, DURATION, URLS, NEW_OR_EXISTING;

    private static final BigInteger UINT64_MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final BigInteger UINT32_MAX = BigInteger.ONE.shiftLeft(32).subtract(BigInteger.ONE);
    private static final BigInteger INT64_MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger INT64_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    /** strconv.ParseBool. */
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

    /** What is wrong with {@code value}; empty if nothing is. */
    Optional<String> problem(String value) {
        return switch (this) {
            case TEXT -> Optional.empty();
            case BOOL -> TRUE.contains(value) || FALSE.contains(value) ? Optional.empty() : Optional.of("parse error");
            case UINT32 -> number(value, BigInteger.ZERO, UINT32_MAX);
            case UINT64 -> number(value, BigInteger.ZERO, UINT64_MAX);
            case INT64 -> number(value, INT64_MIN, INT64_MAX);
            case DURATION -> GoDuration.parse(value).isPresent() ? Optional.empty() : Optional.of("parse error");
            case URLS -> value.isEmpty() ? Optional.empty() : Urls.problem(List.of(value.split(",", -1)));
            case NEW_OR_EXISTING -> value.equals("new") || value.equals("existing") ? Optional.empty() : Optional.of("invalid value");
        };
    }

    static boolean isTrue(String value) {
        return TRUE.contains(value);
    }

    private static Optional<String> number(String value, BigInteger min, BigInteger max) {
        boolean signed = min.signum() < 0;
        if (!value.matches(signed ? "[-+]?[0-9]+" : "[0-9]+")) {
            return Optional.of("parse error");
        }
        BigInteger number = new BigInteger(value);
        boolean within = number.compareTo(min) >= 0 && number.compareTo(max) <= 0;
        return within ? Optional.empty() : Optional.of("value out of range");
    }
}

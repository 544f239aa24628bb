package io.minos.node.front.grpc;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The header {@code grpc-timeout}: how long the client will wait. */
final class GrpcTimeout {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,8})([HMSmun])");

    private GrpcTimeout() {}

    /** @return empty if this is no timeout as gRPC writes it */
    static Optional<Long> nanos(String header) {
        Matcher timeout = FORM.matcher(header);
        return timeout.matches() ? Optional.of(unit(timeout.group(2)).toNanos(Long.parseLong(timeout.group(1)))) : Optional.empty();
    }

    private static TimeUnit unit(String letter) {
        return switch (letter) {
            case "H" -> TimeUnit.HOURS;
            case "M" -> TimeUnit.MINUTES;
            case "S" -> TimeUnit.SECONDS;
            case "m" -> TimeUnit.MILLISECONDS;
            case "u" -> TimeUnit.MICROSECONDS;
            default -> TimeUnit.NANOSECONDS;
        };
    }
}

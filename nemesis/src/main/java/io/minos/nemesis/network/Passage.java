package io.minos.nemesis.network;

import java.util.OptionalLong;

/**
 * How a probe fared on a new connection over one link, until its deadline.
 *
 * @param dialer who dials on the link
 * @param upNanos from the dialer's side to the other; negative when it did not arrive
 * @param downNanos from there back; negative when it did not return, or was never sent back
 */
public record Passage(String dialer, String dialed, long upNanos, long downNanos) {
    public boolean arrived() {
        return upNanos >= 0;
    }

    public boolean returned() {
        return downNanos >= 0;
    }

    /** How long the bytes took on this way; empty when they did not come, or the link does not serve the way. */
    public OptionalLong nanosOn(Way way) {
        if (way.from().equals(dialer) && way.to().equals(dialed) && arrived()) {
            return OptionalLong.of(upNanos);
        }
        if (way.from().equals(dialed) && way.to().equals(dialer) && returned()) {
            return OptionalLong.of(downNanos);
        }
        return OptionalLong.empty();
    }
}

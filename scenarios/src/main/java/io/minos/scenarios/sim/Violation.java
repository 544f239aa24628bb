package io.minos.scenarios.sim;

/**
 * What must not happen, and did.
 *
 * @param promise by its name: of a check in the loop ({@code one-leader-a-term}), of a check of the history
 *     ({@code linearizable-register}), {@code invariant} when a member found itself broken, or {@code liveness-…}
 */
public record Violation(String promise, String detail) {}

package io.minos.scenarios.scenario;

/** A scenario that cannot be run as written: one line, naming the file, the field and what is allowed. */
public final class ScenarioException extends RuntimeException {
    public ScenarioException(String message) {
        super(message);
    }
}

package io.minos.scenarios.runner;

import io.minos.scenarios.scenario.Scenario;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How to run a scenario.
 *
 * @param seed of all that is random in the run
 * @param command does this very run again, for people to type
 * @param directory the run's own; made by the run
 * @param keepData keep the nodes' data whatever the verdict; it is always kept when that is not VALID
 * @param failFast judge while the load goes on, and end it at the first violation
 * @param timePerCheck after which a check gives up, with UNKNOWN
 */
public record Options(Scenario scenario, long seed, String command, Path directory, boolean keepData, boolean failFast, Duration timePerCheck) {}

package io.minos.scenarios.bench.grpc;

import io.minos.scenarios.scenario.ScenarioException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What to measure, and for how long altogether: what the warm-ups of the clusters leave is shared out evenly among all rounds.
 *
 * @param nodes sizes of the cluster
 * @param clients requests under way at a time
 * @param connections at most so many, spread over the nodes
 * @param rounds of each store for each line, after one that is not counted
 * @param warmUp of each cluster, by all the works, before anything is measured: a JVM compiles what it finds to be in use
 * @param watchRate puts a second while a watcher's latency is measured; 0 for none of it
 * @param auth whether users are known by tokens
 * @param directory where the nodes' data is
 */
public record Plan(List<Integer> nodes, List<Work> works, List<Integer> clients, int connections, int rounds, Duration timeLimit, Duration warmUp,
        int watchRate, boolean tls, boolean auth, Path directory, long seed) {
    private static final Duration ROUND_MIN = Duration.ofMillis(100);

    public Plan {
        nodes = List.copyOf(nodes);
        works = List.copyOf(works);
        clients = List.copyOf(clients);
    }

    /**
     * How long each is.
     *
     * @throws ScenarioException when that is too short to measure anything
     */
    public Duration round(int stores) {
        int lines = nodes.size() * (clients.size() * works.size() + (watchRate > 0 ? 1 : 0));
        int rounds = lines * stores * (this.rounds + 1);
        Duration warmUps = warmUp.multipliedBy((long) nodes.size() * stores);
        Duration round = rounds == 0 ? Duration.ZERO : timeLimit.minus(warmUps).dividedBy(rounds);
        if (round.compareTo(ROUND_MIN) < 0) {
            throw new ScenarioException("--time-limit is too short for " + rounds + " rounds and " + warmUps.toSeconds() + " s of warm-ups; give "
                    + warmUps.plus(ROUND_MIN.multipliedBy(rounds)).plusSeconds(1).toSeconds() + "s or more, or measure less");
        }
        return round;
    }
}

package io.minos.node.runtime;

import io.minos.node.raft.Message;
import io.minos.node.raft.RaftStatus;
import io.minos.node.raft.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What {@code /v2/stats/self} and {@code /v2/stats/leader} tell: appends, and how long followers take to answer them. Any thread. */
final class PeerStats {
    /** An append without an answer for so long counts as failed. */
    private static final long GIVEN_UP_NANOS = 1_000_000_000L;

    /** How a follower answers: latencies in milliseconds. */
    private static final class Follower {
        long awaitedIndex;
        long sentNanos;
        long successes;
        long fails;
        double current;
        double sum;
        double squares;
        double minimum = Double.MAX_VALUE;
        double maximum;

        void answered(long nowNanos) {
            current = (nowNanos - sentNanos) / 1e6;
            awaitedIndex = 0;
            successes++;
            sum += current;
            squares += current * current;
            minimum = Math.min(minimum, current);
            maximum = Math.max(maximum, current);
        }

        String json() {
            double average = successes == 0 ? 0 : sum / successes;
            double deviation = successes == 0 ? 0 : Math.sqrt(Math.max(0, squares / successes - average * average));
            return String.format(Locale.ROOT, "{\"latency\":{\"current\":%.6f,\"average\":%.6f,\"standardDeviation\":%.6f,\"minimum\":%.6f,\"maximum\":%.6f},"
                    + "\"counts\":{\"fail\":%d,\"success\":%d}}", current, average, deviation, successes == 0 ? 0 : minimum, maximum, fails, successes);
        }
    }

    private final Instant started = Instant.now();
    private final TreeMap<Long, Follower> followers = new TreeMap<>(Long::compareUnsigned);
    private Instant leaderSince = started;
    private long sent;
    private long received;

    synchronized void leaderChanged() {
        leaderSince = Instant.now();
        followers.clear();
    }

    synchronized void sent(List<Message> messages) {
        for (Message message : messages) {
            if (message instanceof Message.Append append && !append.entries().isEmpty()) {
                sent++;
                Follower follower = followers.computeIfAbsent(append.to(), id -> new Follower());
                boolean isGivenUp = follower.awaitedIndex != 0 && System.nanoTime() - follower.sentNanos > GIVEN_UP_NANOS;
                follower.fails += isGivenUp ? 1 : 0;
                if (isGivenUp || follower.awaitedIndex == 0) {
                    follower.awaitedIndex = append.prevIndex() + append.entries().size();
                    follower.sentNanos = System.nanoTime();
                }
            }
        }
    }

    synchronized void received(Message message) {
        if (message instanceof Message.Append append && !append.entries().isEmpty()) {
            received++;
        } else if (message instanceof Message.AppendReply reply && reply.success()) {
            Follower follower = followers.get(reply.from());
            if (follower != null && follower.awaitedIndex != 0 && reply.matchIndex() >= follower.awaitedIndex) {
                follower.answered(System.nanoTime());
            }
        }
    }

    synchronized String self(String name, RaftStatus raft) {
        return "{\"name\":" + quoted(name) + ",\"id\":\"" + Long.toHexString(raft.id()) + "\",\"state\":\"" + state(raft.role()) + "\",\"startTime\":\"" + started
                + "\",\"leaderInfo\":{\"leader\":\"" + (raft.leader() == 0 ? "" : Long.toHexString(raft.leader())) + "\",\"uptime\":\""
                + goDuration(Duration.between(leaderSince, Instant.now())) + "\",\"startTime\":\"" + leaderSince
                + "\"},\"recvAppendRequestCnt\":" + received + ",\"sendAppendRequestCnt\":" + sent + "}";
    }

    /** Empty elsewhere than at the leader. */
    synchronized Optional<String> leader(RaftStatus raft) {
        if (raft.role() != Role.LEADER) {
            return Optional.empty();
        }
        String each = followers.entrySet().stream().filter(follower -> follower.getKey() != raft.id())
                .map((Map.Entry<Long, Follower> follower) -> "\"" + Long.toHexString(follower.getKey()) + "\":" + follower.getValue().json())
                .collect(Collectors.joining(","));
        return Optional.of("{\"leader\":\"" + Long.toHexString(raft.id()) + "\",\"followers\":{" + each + "}}");
    }

    private static String state(Role role) {
        return switch (role) {
            case LEADER -> "StateLeader";
            case CANDIDATE -> "StateCandidate";
            case PRE_CANDIDATE -> "StatePreCandidate";
            default -> "StateFollower";
        };
    }

    /** As Go prints one: 1h2m3.004s. */
    static String goDuration(Duration duration) {
        String seconds = new java.math.BigDecimal(duration.toSecondsPart()).add(new java.math.BigDecimal(duration.toNanosPart()).movePointLeft(9))
                .stripTrailingZeros().toPlainString();
        long hours = duration.toHours();
        long minutes = duration.toMinutesPart();
        return (hours > 0 ? hours + "h" : "") + (hours > 0 || minutes > 0 ? minutes + "m" : "") + seconds + "s";
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}

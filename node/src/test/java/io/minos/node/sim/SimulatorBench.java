package io.minos.node.sim;

import com.google.protobuf.ByteString;
import com.sun.management.OperatingSystemMXBean;
import io.minos.etcd.api.PutRequest;
import io.minos.node.apply.Command;
import io.minos.node.replica.Effects;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.replica.Event;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** How fast the world turns: three members, 100 operations a simulated second, half of them reads. Not a test. */
final class SimulatorBench {
    private static final long SECOND = 1_000_000_000L;

    private final SimulatedCluster cluster;
    private final List<LongFunction<Event>> puts = new ArrayList<>();
    private final int perSecond;
    private long answered;
    private int number;

    private SimulatorBench(long seed, int perSecond, List<Observer> observers) {
        this.cluster = new SimulatedCluster(WorldOptions.quiet(3), seed, observers);
        this.perSecond = perSecond;
        for (int i = 0; i < 50; i++) {
            Command put = Command.newBuilder().setPut(PutRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8("key" + i % 10)).setValue(ByteString.copyFromUtf8("value" + i))).build();
            puts.add(call -> new Event.Propose(call, put));
        }
    }

    private void operation() {
        SimulatedMember member = cluster.member(1 + number % 3);
        LongFunction<Event> event = number % 2 == 0 ? puts.get(number % puts.size()) : Event.Read::new;
        number++;
        cluster.network().carry(Network.CLIENTS, member.id(), () -> member.ask(event, new Waiting() {
            @Override
            public void answered(Outcome outcome) {
                answered++;
            }

            @Override
            public void connectionLost() {}
        }));
        cluster.agenda().after(SECOND / perSecond, this::operation);
    }

    /** Of the whole process, the collector and the compiler included; others may be using the machine. */
    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    /** @param arguments simulated seconds, seeds, operations a second */
    public static void main(String[] arguments) {
        int seconds = Integer.parseInt(arguments[0]);
        int seeds = Integer.parseInt(arguments[1]);
        int perSecond = Integer.parseInt(arguments[2]);
        for (int round = 0; round < 6; round++) {
            long begun = cpuNanos();
            long allocated = allocatedBytes();
            long[] steps = new long[1];
            long rows = 0;
            long answered = 0;
            for (int seed = 0; seed < seeds; seed++) {
                SimulatorBench bench = new SimulatorBench(seed, perSecond, List.of(new Observer() {
                    @Override
                    public void stepped(SimulatedMember member, Effects effects) {
                        steps[0]++;
                    }
                }));
                bench.cluster.agenda().at(2 * SECOND, bench::operation);
                bench.cluster.agenda().runUntil(seconds * SECOND);
                rows += bench.cluster.log().count();
                answered += bench.answered;
            }
            double wall = (cpuNanos() - begun) / 1e9;
            System.out.printf("%.0f cluster-seconds a second; %.0f steps, %.0f rows, %.0f answers a second; %.0f steps a simulated second, %.0f bytes each%n",
                    seconds * seeds / wall, steps[0] / wall, rows / wall, answered / wall, (double) steps[0] / seconds / seeds, (double) (allocatedBytes() - allocated) / steps[0]);
        }
    }
}

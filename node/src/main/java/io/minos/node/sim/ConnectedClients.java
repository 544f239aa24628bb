package io.minos.node.sim;

import io.minos.node.replica.Effects;
import io.minos.node.replica.Effects.WatchSend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** Who waits for something of one life of a member: calls for their answer, watch streams for their responses. */
final class ConnectedClients {
    /** @param own the member asks itself: no network is between */
    private record Call(Waiting waiting, boolean own) {}

    /** A stream is whole or it is broken: what is sent after something that was swallowed does not arrive either. */
    private static final class Stream {
        final long number;
        final WatchSink sink;
        final Conversation conversation = new Conversation();
        boolean broken;

        Stream(long number, WatchSink sink) {
            this.number = number;
            this.sink = sink;
        }
    }

    /** When both ends of a stream find out that it is broken. */
    private static final long NOTICED_AFTER_NANOS = 1_000_000_000L;

    private final long member;
    private final Network network;
    private final Agenda agenda;
    private final LongConsumer brokenStreams;
    private final Map<Long, Call> calls = new LinkedHashMap<>();
    private final Map<Long, Stream> streams = new LinkedHashMap<>();
    private long lastNumber;

    /** @param brokenStreams told of the numbers of streams whose client is out of reach */
    ConnectedClients(long member, Network network, Agenda agenda, LongConsumer brokenStreams) {
        this.member = member;
        this.network = network;
        this.agenda = agenda;
        this.brokenStreams = brokenStreams;
    }

    long call(Waiting waiting) {
        calls.put(++lastNumber, new Call(waiting, false));
        return lastNumber;
    }

    long ownCall(Waiting waiting) {
        calls.put(++lastNumber, new Call(waiting, true));
        return lastNumber;
    }

    long stream(WatchSink sink) {
        streams.put(++lastNumber, new Stream(lastNumber, sink));
        return lastNumber;
    }

    boolean isOpen(long stream) {
        return streams.containsKey(stream);
    }

    boolean close(long stream) {
        return streams.remove(stream) != null;
    }

    void reply(Effects.Reply reply) {
        Call call = calls.remove(reply.call());
        if (call == null) {
            throw new BrokenPromise("one-answer-a-call", "member " + member + " answered call " + reply.call() + " again: " + reply.outcome());
        }
        if (call.own()) {
            call.waiting().answered(reply.outcome());
        } else {
            toClient(() -> call.waiting().answered(reply.outcome()));
        }
    }

    void toWatcher(WatchSend send) {
        Stream stream = streams.get(send.stream());
        if (stream == null) {
            return; // closed by the client while this was under way
        }
        if (send instanceof WatchSend.Response response) {
            carry(stream, () -> stream.sink.response(response.response()));
        } else {
            streams.remove(send.stream());
            carry(stream, stream.sink::ended);
        }
    }

    private void carry(Stream stream, Runnable arrive) {
        network.carry(member, Network.CLIENTS, stream.conversation, () -> {
            if (!stream.broken) {
                arrive.run();
            }
        }, () -> breakOff(stream));
    }

    private void breakOff(Stream stream) {
        if (!stream.broken) {
            stream.broken = true;
            agenda.after(NOTICED_AFTER_NANOS, () -> {
                stream.sink.ended();
                brokenStreams.accept(stream.number);
            });
        }
    }

    /** The process is gone: its connections break. */
    void lose() {
        List<Call> waiting = new ArrayList<>(calls.values());
        List<Stream> watching = new ArrayList<>(streams.values());
        calls.clear();
        streams.clear();
        waiting.stream().filter(call -> !call.own()).forEach(call -> toClient(call.waiting()::connectionLost));
        watching.forEach(stream -> carry(stream, stream.sink::ended));
    }

    private void toClient(Runnable arrive) {
        network.carry(member, Network.CLIENTS, arrive);
    }
}

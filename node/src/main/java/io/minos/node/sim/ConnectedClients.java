package io.minos.node.sim;

import io.minos.node.replica.Effects;
import io.minos.node.replica.Effects.WatchSend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who waits for something of one life of a member: calls for their answer, watch streams for their responses. */
final class ConnectedClients {
    /** @param own the member asks itself: no network is between */
    private record Call(Waiting waiting, boolean own) {}

    private record Stream(WatchSink sink, Conversation conversation) {}

    private final long member;
    private final Network network;
    private final Map<Long, Call> calls = new LinkedHashMap<>();
    private final Map<Long, Stream> streams = new LinkedHashMap<>();
    private long lastNumber;

    ConnectedClients(long member, Network network) {
        this.member = member;
        this.network = network;
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
        streams.put(++lastNumber, new Stream(sink, new Conversation()));
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
            network.carry(member, Network.CLIENTS, stream.conversation(), () -> stream.sink().response(response.response()));
        } else {
            streams.remove(send.stream());
            network.carry(member, Network.CLIENTS, stream.conversation(), stream.sink()::ended);
        }
    }

    /** The process is gone: its connections break. */
    void lose() {
        List<Call> waiting = new ArrayList<>(calls.values());
        List<Stream> watching = new ArrayList<>(streams.values());
        calls.clear();
        streams.clear();
        waiting.stream().filter(call -> !call.own()).forEach(call -> toClient(call.waiting()::connectionLost));
        watching.forEach(stream -> network.carry(member, Network.CLIENTS, stream.conversation(), stream.sink()::ended));
    }

    private void toClient(Runnable arrive) {
        network.carry(member, Network.CLIENTS, arrive);
    }
}

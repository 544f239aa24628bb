package io.minos.node.differential;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A channel to one server, whose messages are bytes, so that they can be wrong. */
final class Wire implements AutoCloseable {
    /** @param messages that came before the end */
    record Outcome(Status.Code code, String text, List<byte[]> messages) {}

    private final ManagedChannel channel;

    Wire(String host, int port) {
        channel = NettyChannelBuilder.forAddress(host, port).usePlaintext().maxInboundMessageSize(Integer.MAX_VALUE).build();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }

    /** Of many requests and many answers; the caller asks for more by {@code request}. */
    ClientCall<byte[], byte[]> open(String path, ClientCall.Listener<byte[]> listener) {
        return started(path, MethodDescriptor.MethodType.BIDI_STREAMING, CallOptions.DEFAULT, listener);
    }

    private ClientCall<byte[], byte[]> started(String path, MethodDescriptor.MethodType type, CallOptions options, ClientCall.Listener<byte[]> listener) {
        MethodDescriptor<byte[], byte[]> method = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(type).setFullMethodName(path).setRequestMarshaller(new Bytes()).setResponseMarshaller(new Bytes()).build();
        ClientCall<byte[], byte[]> call = channel.newCall(method, options);
        call.start(listener, new Metadata());
        return call;
    }

    /** All the messages, then the end of the client's side; done at the end of the server's. */
    CompletableFuture<Outcome> call(String path, List<byte[]> messages, int deadlineSeconds) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        List<byte[]> received = new ArrayList<>();
        ClientCall<byte[], byte[]> call = started(path, MethodDescriptor.MethodType.BIDI_STREAMING, CallOptions.DEFAULT.withDeadlineAfter(deadlineSeconds, TimeUnit.SECONDS), new ClientCall.Listener<>() {
            @Override
            public void onMessage(byte[] message) {
                received.add(message);
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
                outcome.complete(new Outcome(status.getCode(), status.getDescription() == null ? "" : status.getDescription(), received));
            }
        });
        call.request(Integer.MAX_VALUE);
        messages.forEach(call::sendMessage);
        call.halfClose();
        return outcome;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}

package io.minos.scenarios.bench.grpc;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.stub.MetadataUtils;
import io.minos.etcd.api.AuthEnableRequest;
import io.minos.etcd.api.AuthGrpc;
import io.minos.etcd.api.AuthRoleAddRequest;
import io.minos.etcd.api.AuthUserAddRequest;
import io.minos.etcd.api.AuthUserGrantRoleRequest;
import io.minos.etcd.api.AuthenticateRequest;
import io.minos.etcd.api.KVGrpc;
import io.minos.etcd.api.PutRequest;
import io.minos.scenarios.cluster.PlainCluster;
import java.io.Closeable;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;

/** Connections over which a store is loaded: grpc-java over Netty, answers taken where they arrive. */
final class Connections implements Closeable {
    /** Enough to keep a server busy that does more for a request than to send it. */
    static final int THREADS = 2;
    private static final String ROOT = "root";
    private static final long TRY_SECONDS = 2;
    private static final long SET_UP_SECONDS = 20;

    /** Netty tells, through the JDK's own logging, what it finds on this machine. Kept here, as loggers are forgotten when nobody does. */
    private static final Logger NETTY = Logger.getLogger("io.grpc.netty.shaded");

    static {
        NETTY.setLevel(Level.WARNING);
    }

    private final EventLoopGroup threads = new NioEventLoopGroup(THREADS, new DefaultThreadFactory("bench", true));
    private final boolean tls;

    Connections(boolean tls) {
        this.tls = tls;
    }

    /** A connection of its own, made when it is first used. */
    ManagedChannel open(String endpoint) {
        URI url = URI.create(endpoint);
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(url.getHost(), url.getPort()).eventLoopGroup(threads)
                .channelType(NioSocketChannel.class).directExecutor();
        if (!tls) {
            return builder.usePlaintext().build();
        }
        try {
            // the nodes sign their certificates themselves; etcd's are on a curve (P-521) that the JDK knows, and Netty's BoringSSL does not take
            return builder.sslContext(GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                    .trustManager(InsecureTrustManagerFactory.INSTANCE).build()).build();
        } catch (SSLException impossible) {
            throw new IllegalStateException("no TLS: " + impossible.getMessage(), impossible);
        }
    }

    /** So many, spread over the endpoints. */
    List<ManagedChannel> open(List<String> endpoints, int count) {
        return IntStream.range(0, count).mapToObj(i -> open(endpoints.get(i % endpoints.size()))).toList();
    }

    boolean takesAWrite(String endpoint) {
        ManagedChannel channel = open(endpoint);
        try {
            KVGrpc.newBlockingStub(channel).withDeadlineAfter(TRY_SECONDS, TimeUnit.SECONDS)
                    .put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("ready")).build());
            return true;
        } catch (StatusRuntimeException notYet) {
            return false;
        } finally {
            channel.shutdownNow();
        }
    }

    /** Turns authentication on, and returns what a request of root's carries. */
    Metadata enableAuth(PlainCluster cluster) {
        ManagedChannel channel = open(cluster.endpoints().get(0));
        try {
            var auth = AuthGrpc.newBlockingStub(channel).withDeadlineAfter(SET_UP_SECONDS, TimeUnit.SECONDS);
            auth.roleAdd(AuthRoleAddRequest.newBuilder().setName(ROOT).build());
            auth.userAdd(AuthUserAddRequest.newBuilder().setName(ROOT).setPassword(ROOT).build());
            auth.userGrantRole(AuthUserGrantRoleRequest.newBuilder().setUser(ROOT).setRole(ROOT).build());
            auth.authEnable(AuthEnableRequest.getDefaultInstance());
            Metadata metadata = new Metadata();
            metadata.put(Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER),
                    auth.authenticate(AuthenticateRequest.newBuilder().setName(ROOT).setPassword(ROOT).build()).getToken());
            return metadata;
        } finally {
            channel.shutdownNow();
        }
    }

    static Channel with(Metadata metadata, ManagedChannel channel) {
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    @Override
    public void close() {
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}

/**
 * etcd's v3 gRPC API on the client port: a {@link io.grpc.ServerCall} over Jetty's core API, driving the services generated
 * from etcd's protos, which call the same {@link io.minos.node.front.Backend} as the JSON gateway.
 */
@NullMarked
package io.minos.node.front.grpc;

import org.jspecify.annotations.NullMarked;

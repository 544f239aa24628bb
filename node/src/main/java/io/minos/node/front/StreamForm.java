package io.minos.node.front;

import com.google.protobuf.Message;
import java.util.Optional;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What a {@link ResponseStream} looks like on the wire. One stream's, never called by two threads at a time. */
public interface StreamForm {
    /** Status and headers of a stream that begins with a message. */
    void begin(Response response);

    /** Appends a message. */
    void encode(Message message, Bytes out);

    /** Appends what says nothing, but has to be read. Of a form whose streams a {@link ReaderWatch} looks after. */
    default void ask(Bytes out) {
        throw new UnsupportedOperationException("a stream that is asked nothing");
    }

    /** Whether messages that wait may leave in one write. */
    boolean gathers();

    /** What follows the last message: more bytes, or trailers. */
    void end(Optional<RpcException> error, Bytes out);

    /** The whole of a stream that ends before its first message, and the last write of it. */
    void endEmpty(Response response, Optional<RpcException> error, Callback written);
}

package io.minos.node.front;

import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** The gateway's streams: one {@code {"result":…}} a line. */
enum JsonLines implements StreamForm {
    FORM;

    private static final byte[] NOTHING_NEW = ("{\"result\":{\"header\":{}}}" + " ".repeat(ReadProof.PROOF_BYTES) + "\n").getBytes(StandardCharsets.US_ASCII);

    @Override
    public void begin(Response response) {
        Answers.startStream(response);
    }

    @Override
    public void encode(Message message, Bytes out) {
        JsonCodec.writeResult(message, out);
    }

    /** A response of a watch without a word in it, as there are clients that take a chunk for a message; the blanks are part of its line. */
    @Override
    public void ask(Bytes out) {
        out.write(NOTHING_NEW, 0, NOTHING_NEW.length);
    }

    /** A chunk a message, as etcd's: there are clients that take a chunk for a line. */
    @Override
    public boolean gathers() {
        return false;
    }

    @Override
    public void end(Optional<RpcException> error, Bytes out) {
        error.map(Answers::streamError).ifPresent(text -> out.write(text, 0, text.length));
    }

    /** Two writes where there is no error: the response is chunked whatever follows, as etcd's is. */
    @Override
    public void endEmpty(Response response, Optional<RpcException> error, Callback written) {
        if (error.isPresent()) {
            Answers.streamError(response, error.get(), written);
            return;
        }
        Answers.startEmptyStream(response);
        response.write(false, BufferUtil.EMPTY_BUFFER, Callback.from(() -> response.write(true, BufferUtil.EMPTY_BUFFER, written), written::failed));
    }
}

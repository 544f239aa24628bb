package io.minos.node.front;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpGenerator;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.BufferUtil;

/**
 * HTTP/1.1 whose chunks are whole when they leave. Jetty writes the line end of a chunk together with the next chunk's length;
 * clients that read chunk by chunk (Python's among them) would hear of every event of a watch one event late.
 */
final class WholeChunks extends HttpGenerator {
    private static final int LINE_END_BYTES = 2;

    /** The line end that the last chunk needs: Jetty believes it owes it until it begins the next. */
    private enum LineEnd { NOT_DUE, DUE, SENT }

    private LineEnd lineEnd = LineEnd.NOT_DUE;

    /** Makes connections that are as Jetty's but for this. The class of a connection is not of Jetty's public API: 12.1 has no other way to a generator. */
    static HttpConnectionFactory connections(HttpConfiguration configuration) {
        return new HttpConnectionFactory(configuration) {
            @Override
            public Connection newConnection(Connector connector, EndPoint endPoint) {
                HttpConnection connection = new HttpConnection(configuration, connector, endPoint) {
                    @Override
                    protected HttpGenerator newHttpGenerator() {
                        return new WholeChunks();
                    }
                };
                connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
                return configure(connection, connector, endPoint);
            }
        };
    }

    /** Called until it says DONE, for each write; what is in the buffers after FLUSH is sent, in their order. */
    @Override
    public Result generateResponse(MetaData.Response info, boolean head, ByteBuffer header, ByteBuffer chunk, ByteBuffer content, boolean last) throws IOException {
        long before = getContentPrepared();
        Result result = super.generateResponse(info, head, header, chunk, content, last);
        if (head || isNoContent()) {
            return result; // nothing of a chunk is sent
        }
        if (result == Result.FLUSH) {
            if (lineEnd == LineEnd.SENT) {
                chunk.position(chunk.position() + LINE_END_BYTES);
            }
            lineEnd = isChunking() && getContentPrepared() > before ? LineEnd.DUE : LineEnd.NOT_DUE;
        } else if (result == Result.DONE && lineEnd == LineEnd.DUE) {
            if (chunk == null) {
                return Result.NEED_CHUNK;
            }
            BufferUtil.clearToFill(chunk);
            BufferUtil.putCRLF(chunk);
            BufferUtil.flipToFlush(chunk, 0);
            lineEnd = LineEnd.SENT;
            return Result.FLUSH;
        }
        return result;
    }

    @Override
    public void reset() {
        super.reset();
        lineEnd = LineEnd.NOT_DUE;
    }
}

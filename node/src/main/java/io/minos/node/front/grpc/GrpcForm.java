package io.minos.node.front.grpc;

import com.google.protobuf.Message;
import io.minos.node.front.Bytes;
import io.minos.node.front.RpcException;
import io.minos.node.front.StreamForm;
import io.minos.node.outcome.EtcdError.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * gRPC's responses: messages with a flag and their length before them, and the status in trailers.
 *
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md">gRPC over HTTP2</a>
 */
final class GrpcForm implements StreamForm {
    private static final HttpField GRPC = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/grpc");
    private static final HttpField GZIP = new PreEncodedHttpField("grpc-encoding", "gzip");
    private static final HttpField ACCEPTED = new PreEncodedHttpField("grpc-accept-encoding", Encoding.ACCEPTED);
    private static final HttpField STATUS_OK = new PreEncodedHttpField("grpc-status", "0");
    private static final HttpFields TRAILERS_OK = HttpFields.from(STATUS_OK);
    private static final int PREFIX_BYTES = 5;

    private final Encoding encoding;
    private HttpFields trailers = HttpFields.EMPTY;

    GrpcForm(Encoding encoding) {
        this.encoding = encoding;
    }

    /** The answer to a call that never began. */
    static void refuse(Response response, RpcException why, Callback callback) {
        if (why.code() == Code.UNIMPLEMENTED) {
            response.getHeaders().add(ACCEPTED);
        }
        new GrpcForm(Encoding.IDENTITY).endEmpty(response, Optional.of(why), callback);
    }

    @Override
    public void begin(Response response) {
        response.setStatus(HttpStatus.OK_200);
        response.getHeaders().add(GRPC);
        if (encoding == Encoding.GZIP) {
            response.getHeaders().add(GZIP);
        }
        response.setTrailersSupplier(() -> trailers);
    }

    @Override
    public void encode(Message message, Bytes out) {
        int prefix = out.extend(PREFIX_BYTES);
        try {
            encoding.write(message, out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        int length = out.size() - prefix - PREFIX_BYTES;
        byte[] array = out.array();
        array[prefix] = (byte) (encoding == Encoding.IDENTITY ? 0 : 1);
        for (int i = 1; i < PREFIX_BYTES; i++) {
            array[prefix + i] = (byte) (length >>> 8 * (PREFIX_BYTES - 1 - i));
        }
    }

    @Override
    public boolean gathers() {
        return true;
    }

    @Override
    public void end(Optional<RpcException> error, Bytes out) {
        trailers = error.map(why -> status(HttpFields.build(), why).asImmutable()).orElse(TRAILERS_OK);
    }

    @Override
    public void endEmpty(Response response, Optional<RpcException> error, Callback written) {
        response.setStatus(HttpStatus.OK_200);
        response.getHeaders().add(GRPC);
        error.ifPresentOrElse(why -> status(response.getHeaders(), why), () -> response.getHeaders().add(STATUS_OK));
        response.write(true, BufferUtil.EMPTY_BUFFER, written);
    }

    private static HttpFields.Mutable status(HttpFields.Mutable fields, RpcException error) {
        return fields.add("grpc-status", Integer.toString(error.code().ordinal())).add("grpc-message", percentEncoded(String.valueOf(error.getMessage())));
    }

    /** gRPC's own kind of it: all but printable ASCII, and the percent sign. */
    static String percentEncoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b <= '~' && b != '%') {
                encoded.append((char) b);
            } else {
                encoded.append(String.format("%%%02X", b));
            }
        }
        return encoded.toString();
    }
}

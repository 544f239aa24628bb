package io.minos.client;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;

/** Observes how far one exchange got. Jetty calls the listeners of one exchange one after the other. */
final class Call implements Request.BeginListener, Response.BeginListener {
    private volatile Failure.Stage stage = Failure.Stage.NOT_SENT;

    /** Called before the first byte is written: from here on something may have left. */
    @Override
    public void onBegin(Request request) {
        stage = Failure.Stage.SENT;
    }

    @Override
    public void onBegin(Response response) {
        stage = Failure.Stage.ANSWERING;
    }

    Failure failure(Result result) {
        return failure(result.getFailure());
    }

    Failure failure(Throwable cause) {
        return new Failure.Broken(stage, kind(cause), describe(cause));
    }

    private static Failure.Cause kind(Throwable cause) {
        if (cause instanceof TimeoutException || cause instanceof SocketTimeoutException) {
            return Failure.Cause.TIMEOUT;
        }
        return cause instanceof ConnectException ? Failure.Cause.REFUSED : Failure.Cause.BROKEN;
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}

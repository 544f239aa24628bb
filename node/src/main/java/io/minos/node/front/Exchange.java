package io.minos.node.front;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * One HTTP request and its response.
 *
 * @param callback ends it
 */
public record Exchange(Request request, Response response, Callback callback) {}

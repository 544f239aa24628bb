package io.minos.nemesis.network;

import eu.rekawek.toxiproxy.Proxy;
import java.net.InetSocketAddress;

/** All connections that one party dials to one node: a Toxiproxy proxy of their own, and an outlet behind it that leads to the node. */
record Link(String from, String to, Proxy proxy, InetSocketAddress entry, Outlet outlet, Meter meter) {}

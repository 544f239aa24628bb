/**
 * etcd's v2 store: a tree of directories and files with indexes of its own, apart from the v3 key space. Pure: requests carry
 * the time. As etcd 3.4.23 (etcdserver/api/v2store), quirks included where a client can see them, but that the index counts
 * clients' changes alone (etcd keeps its members in the same store) and that listings are always sorted.
 */
@NullMarked
package io.minos.node.v2;

import org.jspecify.annotations.NullMarked;

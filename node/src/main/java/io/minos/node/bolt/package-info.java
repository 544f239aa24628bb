/**
 * bbolt's file format: etcd's backend. A file is written in one go from sorted entries, and read whoever wrote it; nothing
 * in between. Facts from bbolt 1.3.6 (page.go, bucket.go, db.go); it knows nothing of what the entries mean.
 */
@NullMarked
package io.minos.node.bolt;

import org.jspecify.annotations.NullMarked;

package io.minos.node.tls;

import com.google.protobuf.ByteString;
import io.minos.node.config.TlsOptions;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The contents of the files that the options name; empty where they name none. Equal when nothing has changed. */
record TlsFiles(ByteString cert, ByteString key, ByteString trustedCa, ByteString crl) {

    static TlsFiles read(TlsOptions options) throws TlsException {
        return new TlsFiles(read(options.certFile()), read(options.keyFile()), read(options.trustedCaFile()), read(options.crlFile()));
    }

    private static ByteString read(String file) throws TlsException {
        if (file.isEmpty()) {
            return ByteString.EMPTY;
        }
        try {
            return ByteString.copyFrom(Files.readAllBytes(Path.of(file)));
        } catch (NoSuchFileException e) {
            throw new TlsException("open " + file + ": no such file or directory");
        } catch (AccessDeniedException e) {
            throw new TlsException("open " + file + ": permission denied");
        } catch (IOException e) {
            throw new TlsException("read " + file + ": " + e.getMessage());
        }
    }
}

package io.minos.node.tls;

import java.security.cert.X509Certificate;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** A certificate's subject's common name. */
public final class CommonName {
    private CommonName() {}

    /**
     * The last if there are several, as Go takes it (crypto/x509/pkix, FillFromRDNSequence); as it is, not as it would be written
     * in a subject's text.
     */
    public static Optional<String> of(X509Certificate certificate) {
        RDN[] names = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()).getRDNs(BCStyle.CN);
        Optional<String> last = Optional.empty();
        for (RDN name : names) {
            for (AttributeTypeAndValue attribute : name.getTypesAndValues()) {
                if (attribute.getType().equals(BCStyle.CN) && attribute.getValue() instanceof ASN1String text) {
                    last = Optional.of(text.getString());
                }
            }
        }
        return last;
    }
}

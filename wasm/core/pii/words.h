#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/pii/ribbon.h"
#include "core/pii/vocabulary.h"

/// The words that have a role, and how they become the ribbon that a page loads. For vocabulary.cpp
/// and what chooses where its hashes begin (tests/vocabulary).
namespace feedspan::pii {

struct Words {
  Role role;
  std::string_view words;  ///< in lower case without the accents of Latin-1, one space between
};

/// English, German, French, Spanish, Italian, Portuguese, and what other languages say for the
/// commonest. Words of everyday speech are left out where they would speak for numbers that are
/// none. Of Chinese, Japanese and Korean pairs of characters.
inline constexpr Words vocabulary[] = {
    {Role::phone,
     "phone phones telephone tel tele telf tlf tlfn telefon telefonu telefono telefone telefoon "
     "telefonisch fon mobile mobiles mob mobil mobiltelefon mobilfunk mobiel movil telemovel "
     "portable gsm cell cellphone cellular cellulare celular cel handy fax faxen telefax call "
     "calls dial sms whatsapp viber landline hotline voicemail callback "
     "rappeler rappelez rappelle appeler appelez appelle joindre joignable "
     "anrufen anruf ruf ruft rufen rueckruf ruckruf durchwahl festnetz erreichbar "
     "llamar llame llama llamame llamenos chiamare chiamami chiamate chiamatemi recapito "
     "ligar ligue liguem liga fisso bel bellen komorka komorkowy dzwonic zadzwon "
     "ph tfno llamenme llamadme terugbellen zavolejte zavolajte mobilen puh puhelinnumero "
     "telefonszam mobilom telp telepon hp hubungi numaram "
     "contact contacts contacto contato contatto contattami contattare kontakt "
     "dialed dialled phoned texted calling msisdn otp helpline toll tollfree telegram wechat zalo "
     "callerid richiamare fone kom "
     "zap "
     "s\xC4\x91t tho\xE1\xBA\xA1i "
     "\xE0\xA4\xAB\xE0\xA5\x8B\xE0\xA4\xA8 "
     "\xE0\xA4\xAE\xE0\xA5\x8B\xE0\xA4\xAC\xE0\xA4\xBE\xE0\xA4\x87\xE0\xA4\xB2 "
     "\xE0\xB9\x82\xE0\xB8\x97\xE0\xB8\xA3 "
     "\xE0\xB9\x80\xE0\xB8\x9A\xE0\xB8\xAD\xE0\xB8\xA3\xE0\xB9\x8C "
     "zadzwo\xC5\x84 dzwoni\xC4\x87 puhelin ring meg ringer "
     "\xD1\x82\xD0\xB5\xD0\xBB \xD1\x82\xD0\xB5\xD0\xBB\xD0\xB5\xD1\x84\xD0\xBE\xD0\xBD "
     "\xD0\xA2\xD0\xB5\xD0\xBB\xD0\xB5\xD1\x84\xD0\xBE\xD0\xBD "
     "\xD0\xB7\xD0\xB2\xD0\xBE\xD0\xBD\xD0\xB8\xD1\x82\xD0\xB5 "
     "\xD0\xBF\xD0\xB5\xD1\x80\xD0\xB5\xD0\xB7\xD0\xB2\xD0\xBE\xD0\xBD\xD0\xB8\xD1\x82\xD0\xB5 "
     "\xD0\xBF\xD0\xBE\xD0\xB7\xD0\xB2\xD0\xBE\xD0\xBD\xD0\xB8\xD1\x82\xD0\xB5 "
     "\xD0\xBF\xD0\xB5\xD1\x80\xD0\xB5\xD0\xB4\xD0\xB7\xD0\xB2\xD0\xBE\xD0\xBD\xD1\x96\xD1\x82\xD1"
     "\x8C "
     "\xD0\xBC\xD0\xBE\xD0\xB1 "
     "\xD1\x82\xD0\xB5\xD0\xBB\xD0\xB5\xD1\x84\xD0\xBE\xD0\xBD\xD1\x83 \xCF\x84\xCE\xB7\xCE\xBB "
     "\xCF\x84\xCE\xB7\xCE\xBB\xCE\xAD\xCF\x86\xCF\x89\xCE\xBD\xCE\xBF "
     "\xCE\xA4\xCE\xB7\xCE\xBB\xCE\xAD\xCF\x86\xCF\x89\xCE\xBD\xCE\xBF "
     "\xCE\xBA\xCE\xB9\xCE\xBD\xCE\xB7\xCF\x84\xCF\x8C "
     "\xCE\xBA\xCE\xB1\xCE\xBB\xCE\xAD\xCF\x83\xCF\x84\xCE\xB5 "
     "\xD7\x98\xD7\x9C\xD7\xA4\xD7\x95\xD7\x9F \xD7\xA0\xD7\x99\xD7\x99\xD7\x93 "
     "\xD8\xAA\xD9\x84\xD9\x81\xD9\x86 \xD9\x85\xD9\x88\xD8\xA8\xD8\xA7\xDB\x8C\xD9\x84 "
     "\xD9\x87\xD8\xA7\xD8\xAA\xD9\x81 \xD8\xA7\xD9\x84\xD9\x87\xD8\xA7\xD8\xAA\xD9\x81 "
     "\xD8\xAC\xD9\x88\xD8\xA7\xD9\x84 \xD8\xA7\xD8\xAA\xD8\xB5\xD9\x84 "
     "\xD8\xA7\xD8\xAA\xD8\xB5\xD9\x84\xD9\x88\xD8\xA7 \xD8\xB1\xD9\x82\xD9\x85\xD9\x8A "
     "\xD9\x87\xD8\xA7\xD8\xAA\xD9\x81\xD9\x8A \xD8\xAC\xD9\x88\xD8\xA7\xD9\x84\xD9\x8A "
     "\xE7\x94\xB5\xE8\xAF\x9D \xE9\x9B\xBB\xE8\xA9\xB1 \xE6\x89\x8B\xE6\x9C\xBA "
     "\xE6\x89\x8B\xE6\x9C\xBA\xE6\x89\x8B\xE6\xA9\x9F \xE6\x90\xBA\xE5\xB8\xAF "
     "\xE8\x81\x94\xE7\xB3\xBB \xE8\x81\xAF\xE7\xB5\xA1 "
     "\xEC\xA0\x84\xED\x99\x94 \xED\x9C\xB4\xEB\x8C\x80 \xEC\x97\xB0\xEB\x9D\xBD"},
    {Role::other,
     "order orders bestelling bestel invoice invoices ticket tickets case ref reference sku part "
     "parts item items pieza peca piece pezzo ricambio ersatzteil "
     "ordre objednavka rendeles serial tracking parcel shipment customer bestellung bestell "
     "rechnung rechnungs kunden "
     "artikel vorgang vorgangs auftrag auftrags sendungs vertrag vertrags commande facture "
     "dossier contrat pedido factura cliente contrato expediente ordine fattura "
     "contratto pratica fatura protocolo issue bug commit isbn issn ean upc gtin asin doi "
     "transaction txn request session trace span uid uuid pid port lines row column page "
     "pages error product model batch lot bytes size length timestamp epoch unix hash "
     "checksum sizes latency value total amount sum price cost costs eur usd gbp chf imei imsi vin "
     "job task run "
     "sequence seq ratings tilaus comanda arende sprawa booking reservation confirmation policy "
     "claim receipt quote coupon "
     "voucher width height room score population media balance saldo expires expired valid "
     "gultig sold copyright zamowienie faktura sipari\xC5\x9F "
     "\xD8\xA7\xD9\x84\xD8\xB7\xD9\x84\xD8\xA8 \xD0\xB7\xD0\xB0\xD0\xBA\xD0\xB0\xD0\xB7 "
     "\xE8\xAE\xA2\xE5\x8D\x95 \xE6\xB3\xA8\xE6\x96\x87 \xEC\xA3\xBC\xEB\xAC\xB8"},
    {Role::version,
     "v ver version versione versao versions release releases rel build firmware fw rev "
     "revision patch section abschnitt kapitel chapter chap chapitre clause article art "
     "appendix anhang paragraph seccion sezione secao figure fig oid bump bumped upgrade upgraded "
     "update updated"},
    {Role::identifier, "id ids code date"},
    {Role::number,
     "no nr num number nummer numero numer n numbers to auf cislo broj numara "
     "new work home office private business line "
     "\xD0\xBD\xD0\xBE\xD0\xBC\xD0\xB5\xD1\x80"},
    {Role::recipient, "me us mich mir moi nous"},
    {Role::contact,
     "text texting wa reach message msg speak talk erreichen erreichst schreib schreiben "
     "contacter "
     "contactez contactar contactame"},
    {Role::possessive,
     "my mera s our your his her their meine unsere ihre seine mi nuestro su mon notre votre mio "
     "nostro "
     "suo "
     "meu nosso seu mijn moje moj mitt \xD0\xBC\xD0\xBE\xD0\xB9 \xD0\xBC\xD1\x96\xD0\xB9"},
    {Role::security, "security sec insurance"},
    {Role::social, "social soc"},
    {Role::social_security, "ssn ssns ss itin"},
    {Role::passport,
     "passport passports passeport pasaporte passaporto passaporte reisepass paspoort paszport "
     "passnr passnummer \xD0\xBF\xD0\xB0\xD1\x81\xD0\xBF\xD0\xBE\xD1\x80\xD1\x82 "
     "\xE6\x8A\xA4\xE7\x85\xA7"},
    {Role::driver_license,
     "driving dl fuhrerschein fuehrerschein conduire conducir guida patente conducao cnh "
     "habilitacao rijbewijs licence license"},
    {Role::account,
     "account acct acc konto konta blz bankleitzahl compte cuenta conto conta iban "
     "rekening"},
    {Role::wallet, "wallet wallets ethereum eth crypto metamask usdt usdc erc polygon"},
    {Role::routing, "routing aba rtn"},
    {Role::sort_code, "sort sortcode"},
    {Role::birth,
     "n\xC3\xA9 nee birth birthday birthdate bday dob dateofbirth born geboren geburtstag "
     "geburtsdatum naissance "
     "nacimiento nac dogum do\xC4\x9Fum "
     "naci nasci nacido nacida nascita nato nata nascimento nascido nascida geboortedatum "
     "fodelsedatum "
     "fodt "
     "urodzenia urodzony urodzona geb fodd nascut narozen narozeni narodil syntynyt syntymaaika "
     "fodselsdato n\xC4\x83scut na\xC8\x99terii "
     "\xD1\x80\xD0\xBE\xD0\xB6\xD0\xB4\xD0\xB5\xD0\xBD\xD0\xB8\xD1\x8F "
     "\xD1\x80\xD0\xBE\xD0\xB4\xD0\xB8\xD0\xBB\xD1\x81\xD1\x8F "
     "\xD1\x80\xD0\xBE\xD0\xB4\xD0\xB8\xD0\xBB\xD0\xB0\xD1\x81\xD1\x8C "
     "\xE7\x94\x9F\xE5\xB9\xB4 \xE5\x87\xBA\xE7\x94\x9F \xEC\x83\x9D\xEB\x85\x84 "
     "\xE7\x94\x9F\xE3\x81\xBE \xEC\xB6\x9C\xEC\x83\x9D"},
    {Role::identity,
     "national identity identification citizen tax taxpayer identidad identite identita identidade "
     "ausweis personalausweis fiscal fiscale fiscaal nin tin jumin rrn rsa resident"},
    {Role::id_at, "svnr sozialversicherungs"},
    {Role::id_au, "tfn abn medicare"},
    {Role::id_br, "cpf"},
    {Role::id_ca, "sin nas"},
    {Role::id_ch, "ahv avs"},
    {Role::id_cl, "rut"},
    {Role::id_cz, "rodne rc"},
    {Role::id_de, "steuer steueridentifikations steuerid idnr identifikations"},
    {Role::id_dk, "cpr"},
    {Role::id_es, "dni nif nie"},
    {Role::id_fi, "hetu henkilotunnus"},
    {Role::id_fr, "nir securite secu"},
    {Role::id_gb, "nhs nino ni"},
    {Role::id_ie, "pps ppsn"},
    {Role::id_in, "aadhaar aadhar pan"},
    {Role::id_it, "codice"},
    {Role::id_mx, "curp"},
    {Role::id_nl, "bsn burgerservice sofi"},
    {Role::id_no, "fodsels"},
    {Role::id_pl, "pesel"},
    {Role::id_pt, "contribuinte nifpt"},
    {Role::id_ro, "cnp"},
    {Role::id_se, "person samordnings"},
    {Role::id_sg, "nric fin"},
    {Role::id_tr, "kimlik tckn"},
    {Role::host, "ip ipv4 address addr adresse direccion indirizzo endereco host server peer ping"},
    {Role::password,
     "password passwort passwd pwd pw passcode kennwort passe mdp clave senha contrasena "
     "passphrase "
     "wachtwoord haslo has\xC5\x82o losenord adgangskode passord salasana heslo parola "
     "\xD0\xBF\xD0\xB0\xD1\x80\xD0\xBE\xD0\xBB\xD1\x8C "
     "\xE5\xAF\x86\xE7\xA0\x81"},
    {Role::token,
     "secret token apikey accesskey secretkey accountkey privatekey encryptionkey bearer basic"},
    {Role::no_secret,
     "string boolean undefined required optional incorrect invalid missing changed reset forgotten "
     "wrong hidden redacted masked unknown correct protected example empty please should cannot "
     "default nullable varchar none studio service system software app windows microsoft google "
     "manager team group company inc falsch erforderlich requis incorrecta obligatoria obrigatoria "
     "errata"},
    {Role::copula, "is ist lautet est es ser \xC3\xA9 \xC3\xA8"},
    {Role::extension, "ext extn extension poste interno ramal int klapa wewn toestel"},
    {Role::at_sign, "at klammeraffe arroba arobase chiocciola \xC3\xA4t"},
    {Role::dot, "dot punkt punto point ponto"},
    {Role::name, "name nombre nom nome naam patient cardholder inhaber kontoinhaber"},
    {Role::called,
     "heisse heise llamo chiamo chamo heet nazywam heter hedder numesc nevem jmenuji zovem volam"},
    {Role::oneself, "si\xC4\x99 se sa"},
    {Role::particle, "de van der den von zu da do das di del la le el al bin ten des du los sur"},
    {Role::title,
     "mr mrs ms mx dr prof herr frau herrn mme mlle monsieur madame senor senora sra signor "
     "signora sig senhor senhora dhr mevr"},
    {Role::greeting,
     "regards sincerely grusse grussen gruse grusen cordialement saludos saluti cumprimentos "
     "thanks best danke merci gracias grazie "
     "cheers atenciosamente pozdrawiam saludo faithfully mfg signed groet groeten hilsen halsning "
     "halsningar pozdravem terveisin"},
    {Role::salutation,
     "dear liebe lieber cher chere estimado estimada querido querida caro cara gentile prezado "
     "prezada geachte beste"},
    {Role::post_box, "box postfach postbus correos postale"},
    {Role::post_code, "zip zipcode cep plz postleitzahl postcode postal"},
    {Role::street_before,
     "rue chemin quai impasse av avda ul calle avenida plaza paseo carrer viale piazza corso "
     "vicolo "
     "via rua travessa praca rodovia"},
    {Role::street_behind,
     "street st avenue ave road rd lane ln drive boulevard blvd court ct way terrace "
     "crescent "
     "highway hwy square parkway pkwy close ulica ulice utca setany cesta caddesi sokak iela"},
    {Role::street_suffix, "strasse strase str weg platz gasse allee straat laan plein gracht"},
    {Role::zero, "zero oh null cero nul"},
    {Role::one, "one eins un uno um een"},
    {Role::two, "two zwei zwo deux dos due dois twee"},
    {Role::three, "three drei trois tres tre drie"},
    {Role::four, "four vier quatre cuatro quattro quatro"},
    {Role::five, "five funf fuenf cinq cinco cinque vijf"},
    {Role::six, "six sechs seis sei meia zes"},
    {Role::seven, "seven sieben sept siete sette sete zeven"},
    {Role::eight, "eight acht huit ocho otto oito"},
    {Role::nine, "nine neun neuf nueve nove negen"},
};

/// FNV-1a from the last letter to the first: words before a number are read that way.
constexpr std::uint32_t add_letter(std::uint32_t hash, unsigned letter) {
  return (hash ^ letter) * 0x01000193;
}

constexpr std::uint32_t hash_of(std::string_view word, std::uint32_t basis) {
  std::uint32_t hash = basis;
  for (std::size_t i = word.size(); i > 0; --i)
    hash = add_letter(hash, static_cast<unsigned char>(word[i - 1]));
  return hash;
}

template <class Take>
constexpr void for_each_word(Take take) {
  for (const Words& words : vocabulary) {
    for (std::size_t begin = 0; begin < words.words.size();) {
      const std::size_t end = std::min(words.words.find(' ', begin), words.words.size());
      take(words.words.substr(begin, end - begin), words.role);
      begin = end + 1;
    }
  }
}

// A page loads neither the words nor their hashes, but a ribbon that tells the role of each of
// them, and noise for what is none: zeros, the role, and zeros again.
inline constexpr unsigned role_bits = 7;
inline constexpr unsigned zeros_before = 5;
/// Of so many words that are not listed one is taken for a listed one.
inline constexpr unsigned wrong_one_in = 1000;

inline constexpr std::size_t role_count = static_cast<std::size_t>(Role::nine) + 1;
static_assert(role_count <= std::size_t{1} << role_bits);

/// How many zeros are behind a role. The words of a role with many cost fewer bits: noise that is
/// one of all roles is as likely as one of their words.
inline constexpr auto zeros_behind = [] {
  std::array<unsigned, role_count> words{};
  unsigned all = 0;
  for_each_word([&](std::string_view, Role role) {
    ++words[static_cast<std::size_t>(role)];
    ++all;
  });
  std::array<std::uint8_t, role_count> zeros{};
  for (std::size_t role = 0; role < role_count; ++role) {
    unsigned bits = 0;
    for (unsigned count = words[role] * 10; count != 0 && count < all * wrong_one_in * 7;
         count *= 2)
      ++bits;
    const unsigned fewest = zeros_before + role_bits;
    zeros[role] = static_cast<std::uint8_t>(std::max(bits, fewest) - fewest);
  }
  return zeros;
}();

inline constexpr std::size_t answers_size = [] {
  std::size_t bits = 0;
  for_each_word([&](std::string_view, Role role) {
    bits += zeros_before + role_bits + zeros_behind[static_cast<std::size_t>(role)];
  });
  return bits;
}();

struct Solution {
  std::array<std::uint8_t, answers_size * 103 / 800> ribbon{};
  bool solved = true;
};

/// One of four numbers to begin hashes with lets the answers of all words be solved for.
constexpr Solution solve(std::uint32_t basis) {
  RibbonMaker<sizeof(Solution::ribbon)> maker;
  Solution made;
  for_each_word([&](std::string_view word, Role role) {
    Question question(hash_of(word, basis));
    const auto put = [&](unsigned bits, unsigned count) {
      for (; made.solved && count > 0; --count, question.next())
        made.solved = maker.put(question, (bits >> (count - 1) & 1U) != 0);
    };
    put(0, zeros_before);
    put(static_cast<unsigned>(role), role_bits);
    put(0, zeros_behind[static_cast<std::size_t>(role)]);
  });
  if (made.solved) made.ribbon = maker.bytes();
  return made;
}

}  // namespace feedspan::pii

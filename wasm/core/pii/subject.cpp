#include "core/pii/subject.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

#include "core/text/ascii.h"

namespace feedspan::pii {
namespace {

struct Words {
  Subject subject;
  std::string_view words;  ///< in lower case without accents, one space between
};

/// English, German, French, Spanish, Italian, Portuguese, Dutch, Polish and Nordic words. Words of
/// everyday speech are left out where they would speak for numbers that are none.
constexpr Words vocabulary[] = {
    {Subject::phone,
     "phone phones telephone tel tele telf tlf tlfn telefon telefono telefone telefoon mobile "
     "mobiles mob mobil mobiltelefon mobilfunk mobiel movil telemovel portable gsm cell cellphone "
     "cellular cellulare celular cel cellphones handy fax faxen telefax call calls calling dial "
     "ring text texting sms whatsapp viber landline hotline voicemail callback contact reach "
     "rappeler rappelez rappelle appeler appelez appelle joindre joignable contacter contactez "
     "fixe anrufen anruf rufen ruf rueckruf ruckruf durchwahl festnetz erreichbar erreichen "
     "melden llamar llame llama llamame llamenos llamada fijo contacto chiamare chiamami chiama "
     "chiamate recapito contatto fisso ligar ligue liga ligacao contato fixo bel bellen komorka "
     "dzwonic zadzwon"},
    {Subject::other,
     "order orders invoice invoices ticket tickets case ref reference sku part parts item items "
     "serial tracking parcel shipment customer client bestellung bestell rechnung rechnungs kunden "
     "artikel vorgang vorgangs auftrag auftrags sendungs vertrag vertrags commande facture "
     "dossier contrat pedido factura cliente contrato expediente ordine fattura "
     "contratto pratica fatura protocolo issue bug commit build version release rev "
     "revision isbn issn ean upc gtin asin doi transaction txn request session trace span user "
     "uid uuid pid port line lines row column page pages error product model batch lot bytes "
     "size length timestamp epoch unix time date hash checksum value total amount sum price cost "
     "costs eur usd gbp chf imei imsi vin job task run sequence seq record booking reservation "
     "confirmation policy claim receipt quote coupon voucher width height room acct "
     "chapter "
     "section paragraph art article score population media balance saldo expires expired valid "
     "gultig"},
    {Subject::identifier, "id ids code"},
    {Subject::social_security, "ssn ssns social itin"},
    {Subject::passport,
     "passport passports passeport pasaporte passaporto passaporte reisepass pass paspoort "
     "paszport"},
    {Subject::driver_license,
     "driver drivers driving dl fuhrerschein fuehrerschein conduire conducir guida patente "
     "conducao "
     "cnh habilitacao rijbewijs"},
    {Subject::account,
     "account accounts acct konto kontonr blz bankleitzahl compte cuenta conto conta iban "
     "rekening"},
    {Subject::wallet, "wallet wallets ethereum eth crypto metamask usdt usdc erc polygon"},
    {Subject::routing, "routing aba rtn"},
    {Subject::sort_code, "sort sortcode"},
    {Subject::birth,
     "birth birthday birthdate dob born geboren geburtstag geburtsdatum naissance ne nee "
     "nacimiento "
     "nacido nacida nascita nato nata nascimento nascido nascida geboortedatum fodelsedatum fodt "
     "urodzenia urodzony urodzona"},
    {Subject::identity,
     "national identity identification citizen tax taxpayer identidad identite identita identidade "
     "ausweis personalausweis fiscal fiscale fiscaal nin tin"},
    {Subject::id_au, "tfn abn medicare"},
    {Subject::id_br, "cpf"},
    {Subject::id_ca, "sin nas insurance"},
    {Subject::id_de, "steuer steueridentifikations steuerid idnr identifikations"},
    {Subject::id_dk, "cpr"},
    {Subject::id_es, "dni nif nie"},
    {Subject::id_fi, "hetu henkilotunnus"},
    {Subject::id_fr, "nir securite secu"},
    {Subject::id_gb, "nhs nino ni"},
    {Subject::id_in, "aadhaar aadhar pan"},
    {Subject::id_it, "codice"},
    {Subject::id_kr, "rrn jumin"},
    {Subject::id_mx, "curp"},
    {Subject::id_nl, "bsn burgerservice sofi"},
    {Subject::id_pl, "pesel"},
    {Subject::id_se, "person personnr samordnings"},
    {Subject::id_sg, "nric fin"},
    {Subject::id_za, "rsa"},
};

constexpr std::size_t longest_subject_word = 28;
constexpr std::size_t longest_reach = 40;

constexpr std::size_t letter_index(char c) {
  return static_cast<std::size_t>(c - 'a');
}

/// Of each word the letters behind the first, then its subject with the top bit set.
constexpr std::size_t table_size = [] {
  std::size_t size = 0;
  for (const Words& group : vocabulary) {
    for (const char c : group.words) size += c == ' ' ? 0U : 1U;
  }
  return size;
}();

/// The vocabulary by first letter.
struct Table {
  std::array<std::uint16_t, 27> begin{};
  std::array<unsigned char, table_size> bytes{};
};

constexpr Table make_table() {
  Table table;
  std::size_t size = 0;
  for (char first = 'a'; first <= 'z'; ++first) {
    table.begin[letter_index(first)] = static_cast<std::uint16_t>(size);
    for (const Words& group : vocabulary) {
      for (std::size_t i = 0; i < group.words.size(); ++i) {
        const bool begins = i == 0 || group.words[i - 1] == ' ';
        if (!begins || group.words[i] != first) continue;
        while (++i < group.words.size() && group.words[i] != ' ')
          table.bytes[size++] = static_cast<unsigned char>(group.words[i]);
        table.bytes[size++] =
            static_cast<unsigned char>(0x80U | static_cast<unsigned>(group.subject));
      }
    }
  }
  table.begin[26] = static_cast<std::uint16_t>(size);
  return table;
}

constexpr Table table = make_table();

Subject find(std::string_view word) {
  if (word.empty() || word[0] < 'a' || word[0] > 'z') return Subject::none;
  std::size_t i = table.begin[letter_index(word[0])];
  const std::size_t end = table.begin[letter_index(word[0]) + 1];
  word.remove_prefix(1);
  while (i < end) {
    std::size_t same = 0;
    while (same < word.size() && table.bytes[i + same] == static_cast<unsigned char>(word[same]))
      ++same;
    i += same;
    const bool found = same == word.size() && table.bytes[i] >= 0x80;
    while (table.bytes[i] < 0x80) ++i;
    if (found) return static_cast<Subject>(table.bytes[i] & 0x7F);
    ++i;
  }
  return Subject::none;
}

/// The base letters of U+00C0 to U+00FF.
constexpr std::string_view base_letters =
    "aaaaaaaceeeeiiiidnooooo?ouuuuytsaaaaaaaceeeeiiiidnooooo?ouuuuyty";

struct FoldedWord {
  std::array<char, longest_subject_word> letters{};
  std::size_t size = 0;

  std::string_view view() const { return {letters.data(), size}; }
};

/// The letters in [begin, end), folded; empty if there are too many.
FoldedWord fold(const Text& text, std::size_t begin, std::size_t end) {
  FoldedWord word;
  for (std::size_t i = begin; i < end; ++i) {
    if (word.size == longest_subject_word) return {};
    unsigned char c = text::to_lower(text[i]);
    if (c == 0xC3 && text[i + 1] >= 0x80 && text[i + 1] <= 0xBF && i + 1 < end) {
      c = static_cast<unsigned char>(base_letters[text[++i] & 0x3FU]);
    }
    word.letters[word.size++] = static_cast<char>(c);
  }
  return word;
}

Subject find_compound(std::string_view word) {
  if (const Subject subject = find(word); subject != Subject::none) return subject;
  for (const std::string_view suffix : {"nummer", "nr", "no"}) {
    if (word.size() > suffix.size() + 2 && word.ends_with(suffix))
      return find(word.substr(0, word.size() - suffix.size()));
  }
  return Subject::none;
}

constexpr bool is_word_byte(unsigned char c) {
  return text::is_alpha(c) || c >= 0x80;
}

Subject read_subject(const Text& text, std::size_t at) {
  bool identifier = false;
  bool sign = false;  // '#'
  const std::size_t first = at > longest_reach ? at - longest_reach : 0;
  for (std::size_t i = at; i > first;) {
    const std::size_t end = i;
    while (i > first && is_word_byte(text[i - 1])) --i;
    if (i == end) {
      --i;
      sign = sign || text[i] == '#';
      continue;
    }
    // "sin(123456782)" is a call.
    if (text[end] == '(' && !text::is_upper(text[i])) continue;
    // A word that goes on before the reach is not read whole; one that is part of an identifier
    // ("x1call") is not a word.
    if (is_word_byte(text[i - 1]) || text::is_digit(text[i - 1])) continue;
    const Subject subject = find_compound(fold(text, i, end).view());
    if (subject == Subject::none) continue;
    if (subject == Subject::identifier) {
      identifier = true;
      continue;
    }
    return identifier && subject == Subject::phone ? Subject::other : subject;
  }
  if (identifier) return Subject::identifier;
  return sign ? Subject::other : Subject::none;
}

}  // namespace

Subject subject_before(const Text& text, std::size_t at) {
  Text::KnownSubject& known = text.known_subject();
  if (known.at != at) known = {at, static_cast<std::uint8_t>(read_subject(text, at))};
  return static_cast<Subject>(known.subject);
}

}  // namespace feedspan::pii

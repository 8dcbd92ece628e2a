"""Words that texts are made of: Indonesian and English, as the products' users mix them. Nobody here is real."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _words(
    "Adi Agus Ahmad Aisyah Alya Andi Anisa Arif Ayu Bagas Bambang Bayu Budi Cahya Citra Dani Dedi Desi Dewi Dian "
    "Dimas Dinda Eka Elsa Fajar Farah Fitri Galih Gita Hadi Hana Hendra Indah Intan Irfan Joko Kartika Kevin Laila "
    "Lestari Lina Made Maya Mega Michael Nadia Nanda Nia Novi Nur Oka Putri Rahma Raka Rani Ratna Reza Rini Rizky "
    "Rudi Sari Sarah Sinta Siti Slamet Sri Surya Tari Teguh Tia Tono Vina Wahyu Wati "
    "Wayan Wulan Yanti Yoga Yudi Yusuf"
)

LAST_NAMES = _words(
    "Anggraini Arifin Aritonang Basuki Firmansyah Fitriani Ginting Gunawan Halim Handayani Hartono Hasan Hidayat "
    "Iskandar Kurniawan Kusuma Lestari Lubis Maharani Manurung Maulana Mulyani Nasution Nugroho Nugraha Pangestu "
    "Permata Prabowo Pradana Pranata Pratama Purnama Putra Rahardjo Rahayu Rahman Ramadhan Saputra Saragih Sari "
    "Setiawan Siregar Sitompul Subagyo Suharto Sukma Sulistyo Susanto Syahputra Tanjung Utami Wibowo Widodo Wijaya "
    "Yulianti Zulkarnain"
)

CITIES = _words(
    "Jakarta Bandung Surabaya Medan Semarang Makassar Yogyakarta Denpasar Palembang Malang Bogor Depok Tangerang "
    "Bekasi Padang Pontianak Balikpapan Manado Solo Mataram"
)

TRADES = (
    "Batik",
    "Kopi",
    "Toko",
    "Warung",
    "Apotek",
    "Bengkel",
    "Studio",
    "Katering",
    "Klinik",
    "Butik",
    "Digital",
    "Travel",
    "Logistik",
    "Akademi",
    "Percetakan",
    "Properti",
)

BRANDS = _words(
    "Nusantara Sejahtera Mandiri Lestari Makmur Cemerlang Bahari Sentosa Merdeka Mulia Abadi Cahaya Pelita Garuda "
    "Melati Anggrek Kencana Rajawali Samudra Khatulistiwa Harmoni Inspira Kreasi Sinergi"
)

PRODUCTS = (
    "kemeja batik",
    "kopi gayo 250 gram",
    "sepatu lari",
    "paket katering",
    "tas kulit",
    "voucher hosting",
    "kursi kantor",
    "lampu meja",
    "madu hutan",
    "skincare set",
    "headset bluetooth",
    "tiket pelatihan",
    "jaket hoodie",
    "printer label",
    "aplikasi kasir",
    "teh celup",
    "kabel data",
    "keripik tempe",
    "gamis",
    "langganan premium",
)

TOPICS: dict[str, tuple[str, ...]] = {
    "pengiriman": ("paket", "kurir", "resi", "ongkir", "gudang", "alamat", "delivery", "tracking", "ekspedisi"),
    "pembayaran": ("transfer", "invoice", "tagihan", "virtual account", "refund", "QRIS", "payment", "pajak"),
    "produk": ("stok", "varian", "ukuran", "bahan", "katalog", "harga", "kualitas", "launch", "bundle"),
    "pemasaran": ("kampanye", "diskon", "pelanggan", "konversi", "promo", "audience", "newsletter", "iklan"),
    "teknis": ("server", "database", "backup", "deployment", "bug", "API", "latency", "migrasi", "integrasi"),
    "keuangan": ("anggaran", "laporan", "arus kas", "biaya", "margin", "forecast", "audit", "kas"),
    "sdm": ("cuti", "rekrutmen", "pelatihan", "onboarding", "kontrak", "jadwal", "tim", "evaluasi"),
    "hukum": ("perjanjian", "lisensi", "privasi", "consent", "kepatuhan", "merek", "izin", "data pribadi"),
    "layanan": ("keluhan", "garansi", "respons", "tiket", "eskalasi", "SLA", "feedback", "chatbot"),
    "operasional": ("SOP", "shift", "inventaris", "vendor", "pengadaan", "checklist", "jadwal", "kapasitas"),
}
"""Topics of documents and chats, each with words of its own."""

QUESTIONS = (
    "Halo kak, {product} masih ada?",
    "Selamat pagi, saya mau tanya soal {word}.",
    "Kak, pesanan {number} sudah dikirim belum ya?",
    "Hi, is the {product} still available?",
    "Bisa kirim ke {city}? Ongkirnya berapa?",
    "Kalau beli {small} pcs ada diskon?",
    "{word} saya kok belum masuk ya kak",
    "Can I get a refund for order {number}?",
    "Mau komplain, {product} yang datang rusak.",
    "Jam operasionalnya sampai jam berapa?",
    "Bisa bayar pakai QRIS?",
    "What about {word}? I was told it takes {small} days.",
    "ukuran L ready gan?",
    "Oke",
    "Boleh minta katalog terbarunya?",
    "Sudah saya transfer ya, mohon dicek 🙏",
    "Terima kasih banyak kak!",
    "Baik, saya tunggu infonya",
    "berapa lama sampai {city}?",
    "Thanks, that works for me.",
)

ANSWERS = (
    "Halo kak {name}, terima kasih sudah menghubungi kami. Ada yang bisa dibantu?",
    "{product} masih tersedia kak, mau pesan berapa?",
    "Pesanan {number} sudah kami serahkan ke kurir, estimasi {small} hari ke {city}.",
    "Mohon maaf atas ketidaknyamanannya kak. Boleh kirim foto produknya?",
    "Yes, it is in stock. Shipping to {city} takes about {small} days.",
    "Ongkir ke {city} Rp{thousands}.000 kak.",
    "Untuk {word}, tim kami akan cek dulu ya. Mohon ditunggu sebentar.",
    "Refund for order {number} has been approved, it takes {small} working days.",
    "Siap kak, sudah kami catat 😊",
    "Kami buka setiap hari pukul 08.00 sampai 21.00 WIB.",
    "Pembayaran bisa lewat transfer, QRIS, atau virtual account.",
    "Baik kak, ada lagi yang bisa kami bantu?",
    "Terima kasih kembali, semoga harinya menyenangkan!",
    "Garansi {small} bulan, berlaku untuk kerusakan pabrik.",
)

PHRASES = (
    "Dokumen ini menjelaskan {word} dan {other} untuk tim {brand}",
    "Tim perlu meninjau {word} sebelum akhir minggu",
    "The {word} process was updated after the last review",
    "Setiap {word} dicatat bersama {other} supaya mudah dilacak",
    "Hasil evaluasi menunjukkan {word} naik {small} persen",
    "We agreed that {word} comes before {other}",
    "Risiko utama ada pada {word}, sedangkan {other} sudah terkendali",
    "Langkah berikutnya: siapkan {word}, lalu konfirmasi ke {name}",
    "For customers in {city}, {word} is handled by the local team",
    "Catatan rapat: {word} ditunda, {other} tetap sesuai jadwal",
    "Target kuartal ini adalah memperbaiki {word} tanpa menambah {other}",
    "Please keep the {word} list short and review it monthly",
)

TITLES = (
    "Panduan {word}",
    "Rencana {word} {city}",
    "Notulen rapat {word}",
    "SOP {word} dan {other}",
    "{brand}: {word} review",
    "Laporan {word} bulanan",
    "Evaluasi {word} kuartal",
    "How we handle {word}",
    "Checklist {word}",
    "Proposal {word} untuk {brand}",
)

TASKS = (
    "Perbaiki {word} di {city}",
    "Review {word} dengan {name}",
    "Siapkan {word} dan {other}",
    "Follow up {word} pelanggan",
    "Update dokumen {word}",
    "Fix {word} before release",
    "Kirim laporan {word}",
    "Hubungi vendor soal {word}",
)

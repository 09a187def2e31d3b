/**
 * What is tried first everywhere, of eight characters and more, in lower case: sequences, keyboard rows and the words that
 * people of our languages choose most. A short list stops most of the guessing that the limits leave possible.
 */
export const commonPasswords: ReadonlySet<string> = new Set(
  `
  00000000 000000000 0000000000 11111111 111111111 1111111111 22222222 33333333 44444444 55555555 66666666 77777777
  88888888 99999999 12341234 12344321 11112222 11223344 12121212 123123123 12345678 123456789 1234567890 12345678910
  0123456789 123456780 87654321 987654321 9876543210 147258369 147852369 159753456 789456123 123654789 741852963
  123qweasd 123qwe123 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qazxsw2 q1w2e3r4 q1w2e3r4t5 zaq12wsx qwertyui qwertyuiop qwerty12
  qwerty123 qwerty1234 qwerty12345 qwe123qwe asdfghjk asdfghjkl asdf1234 asdasdasd qazwsxedc zxcvbnm1 zxcvbnm123
  aaaaaaaa abcabcabc abc12345 abcd1234 abc123456 abcdefgh abcdefghi a1b2c3d4 a1234567 a12345678 aa123456 aa12345678
  password password1 password12 password123 password1234 password! password1! passw0rd p@ssw0rd p@ssword passwort
  passport letmein1 letmein123 welcome1 welcome123 changeme changeme1 changeme123 trustno1 whatever computer internet
  samsung1 admin123 admin1234 administrator iloveyou iloveyou1 iloveyou2 sunshine sunshine1 princess princess1 butterfly
  chocolate football football1 baseball basketball superman batman123 spiderman starwars pokemon1 pokemon123 minecraft
  michelle jennifer jessica1 michael1 jonathan danielle victoria charlie1 alexander elizabeth mustang1 corvette mercedes
  liverpool chelsea1 arsenal1 barcelona realmadrid juventus manchester beautiful blink182 babygirl lovelove loveyou1
  diamond1 midnight freedom1 november december september dragon123 monkey123 master123 shadow123 killer123 secret123
  test1234 testtest test12345 demo1234 guest123 user1234 login123 default1 temppass secret12
  contrasena contraseña contrasena1 contraseña1 contrasena123 contraseña123 clave123 teamo123 tequiero tequieromucho
  mariposa estrella corazon1 princesa chocolate1 guadalupe alejandro alejandra fernando francisco cristina santiago
  america1 colombia argentina venezuela mexico123 chivas123 bonita123 hermosa1 estrellita
  senha123 senha1234 senha12345 minhasenha mudar123 mudar1234 brasil123 brasil10 flamengo flamengo1 corinthians
  palmeiras saopaulo gremio123 vascodagama cruzeiro botafogo santos123 deusefiel deusefiel1 jesuscristo jesusteama
  euteamo1 teamo1234 gabriela rodrigo1 felicidade familia1 familia123 estrela1 amorzinho princesinha
  `
    .trim()
    .split(/\s+/),
)
